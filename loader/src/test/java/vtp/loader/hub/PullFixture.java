package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub with one model, an empty cache, and a client between them. */
abstract class PullFixture {

    static final byte[] CONFIG = Bytes.of("{\"image_size\": 256}");
    static final byte[] WEIGHTS = Bytes.random(300_000, 1);
    static final String WEIGHTS_SHA256 = Bytes.sha256(WEIGHTS);
    static final Retries QUICK = new Retries(4, Duration.ofMillis(1), Duration.ofSeconds(3));

    @TempDir
    Path home;

    FakeHub hub;
    final Map<String, String> variables = new HashMap<>();
    final RecordingListener listener = new RecordingListener();

    @BeforeEach
    void open() throws IOException {
        hub = new FakeHub().small("config.json", CONFIG).big("model.safetensors", WEIGHTS);
        variables.put("HF_HOME", home.toString());
        variables.put("HF_ENDPOINT", hub.endpoint());
    }

    @AfterEach
    void close() {
        hub.close();
    }

    HubClient client() throws HubException {
        return new HubClient(HubEnvironment.of(variables), QUICK, BlobStore.DISK);
    }

    CachedSnapshot pull() throws HubException, InterruptedException {
        return pull(Map.of());
    }

    CachedSnapshot pull(Map<String, String> sha256) throws HubException, InterruptedException {
        return client().pull(FakeHub.ID, sha256, listener);
    }

    HubCache cache() {
        return new HubCache(home.resolve("hub"));
    }

    Path repository() {
        return home.resolve("hub/models--MiniMaxAI--VTP-Test");
    }

    Path blob(String etag) {
        return repository().resolve("blobs").resolve(etag);
    }

    Path incomplete() {
        return blob(WEIGHTS_SHA256 + ".incomplete");
    }

    /** What lies under {@code snapshots} and {@code refs}: what anybody can see of a model. */
    List<String> visible() throws IOException {
        if (Files.notExists(repository())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(repository())) {
            return files.map(file -> repository().relativize(file).toString())
                    .filter(file -> file.startsWith("snapshots/") || file.startsWith("refs/"))
                    .sorted()
                    .toList();
        }
    }

    void assertWhole(CachedSnapshot snapshot) {
        assertThat(snapshot.complete()).isTrue();
        assertThat(snapshot.folder().resolve("config.json")).hasBinaryContent(CONFIG);
        assertThat(snapshot.folder().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(incomplete()).doesNotExist();
        assertThat(repository().resolve(".staging")).doesNotExist();
    }
}
