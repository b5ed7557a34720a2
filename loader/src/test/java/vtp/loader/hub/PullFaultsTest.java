package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.hub.HubException.Kind;

/** Downloads when something goes wrong: it is overcome, or told in one line, and nothing half is seen. */
class PullFaultsTest extends PullFixture {

    private static final String FILE = "model.safetensors";

    @Test
    void aDropInMidBodyIsResumed() throws Exception {
        hub.fault("GET", FILE, FakeHub.drop(100_000), FakeHub.drop(50_000));
        assertWhole(pull());
        assertThat(hub.requests())
                .anyMatch(r -> r.range().isPresent() && r.path().startsWith("/cdn/"));
        assertThat(listener.retries)
                .hasSize(2)
                .allMatch(r -> r.startsWith(FILE + ": the connection to 127.0.0.1 broke"));
    }

    @Test
    void manyDropsAreOvercomeAsLongAsEachBringsSomething() throws Exception {
        FakeHub.Fault[] drops = new FakeHub.Fault[10];
        Arrays.fill(drops, FakeHub.drop(20_000));
        assertWhole(pullWith(drops));
    }

    @Test
    void dropsThatBringNothingEndIt() throws Exception {
        FakeHub.Fault[] drops = new FakeHub.Fault[10];
        Arrays.fill(drops, FakeHub.drop(0));
        hub.fault("GET", FILE, drops);
        assertThat(failure().kind()).isEqualTo(Kind.NETWORK);
        assertThat(listener.retries).hasSize(QUICK.attempts() - 1);
        assertWhole(pullAfterwards());
    }

    /** At a byte a connection, a model would take years. */
    @Test
    void dropsThatBringNextToNothingEndIt() throws Exception {
        FakeHub.Fault[] drops = new FakeHub.Fault[10];
        Arrays.fill(drops, FakeHub.drop(1000));
        hub.fault("GET", FILE, drops);
        assertThat(failure().kind()).isEqualTo(Kind.NETWORK);
        assertThat(listener.retries).hasSize(QUICK.attempts() - 1);
        assertThat(incomplete()).hasSize(1000L * QUICK.attempts());
        assertWhole(pullAfterwards());
    }

    @Test
    void aServerThatIgnoresRangeMakesUsStartOver() throws Exception {
        hub.fault("GET", FILE, FakeHub.drop(100_000), FakeHub.ignoreRange());
        assertWhole(pull());
        assertThat(hub.requests()).anyMatch(r -> r.range().isPresent());
    }

    @Test
    void aServerThatGoesOnElsewhereMakesUsStartOver() throws Exception {
        hub.fault("GET", FILE, FakeHub.drop(100_000), (exchange, file) -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 5-299999/300000");
            exchange.sendResponseHeaders(206, file.bytes().length - 5);
            exchange.getResponseBody().write(file.bytes(), 5, file.bytes().length - 5);
        });
        assertWhole(pull());
    }

    @Test
    void rangeNotSatisfiableMakesUsStartOver() throws Exception {
        hub.fault("GET", FILE, FakeHub.drop(100_000), FakeHub.status(416, "Content-Range", "bytes */1"));
        assertWhole(pull());
        assertThat(hub.count("GET", FILE)).isEqualTo(6); // three tries, each with the hub's redirect
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void passingErrorsAreRetried(int status) throws Exception {
        hub.fault("HEAD", FILE, FakeHub.status(status));
        hub.fault("HEAD", "config.json", FakeHub.status(status));
        hub.fault("GET", "config.json", FakeHub.status(status));
        hub.fault("GET", FILE, FakeHub.status(status), FakeHub.drop(1000), FakeHub.status(status));
        assertWhole(pull());
        assertThat(listener.retries).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({"429, RATE_LIMITED", "500, SERVER", "503, SERVER"})
    void errorsThatDoNotPassEndIt(int status, Kind kind) throws Exception {
        FakeHub.Fault[] errors = new FakeHub.Fault[10];
        Arrays.fill(errors, FakeHub.status(status));
        hub.fault("GET", FILE, errors);
        HubException e = failure();
        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e).hasMessageContaining("HTTP " + status + " for model.safetensors of MiniMaxAI/VTP-Test");
        assertThat(listener.pauses).isSorted().hasSize(3);
        assertWhole(pullAfterwards());
    }

    @Test
    void waitsAsLongAsTheHubAsks() throws Exception {
        hub.fault("HEAD", FILE, FakeHub.status(429, "Retry-After", "1"));
        assertWhole(pull());
        assertThat(listener.pauses).containsExactly(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"7200, 7200", "1000000000, 1000000000", "100000000000000000000, 9999999999"})
    void doesNotWaitForHours(String asked, String told) throws Exception {
        hub.fault("HEAD", FILE, FakeHub.status(429, "Retry-After", asked));
        assertThat(failure()).hasMessageContaining("asks to wait " + told + " s");
        assertThat(listener.pauses).isEmpty();
    }

    @Test
    void understandsADateToWaitFor() throws Exception {
        hub.fault("HEAD", FILE, FakeHub.status(503, "Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"));
        hub.fault("HEAD", "config.json", FakeHub.status(503, "Retry-After", "whenever"));
        assertWhole(pull());
        assertThat(listener.pauses).containsExactly(Duration.ofMillis(1), Duration.ZERO);
    }

    @Test
    void nobodyThere() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            variables.put("HF_ENDPOINT", "http://localhost:" + free.getLocalPort());
        }
        HubException e = failure();
        assertThat(e.kind()).isEqualTo(Kind.NETWORK);
        assertThat(e).hasMessage("cannot reach " + variables.get("HF_ENDPOINT") + ": connection refused");
        variables.put("HF_ENDPOINT", "http://no-such-host.invalid");
        int retries = listener.retries.size();
        assertThat(failure())
                .hasMessage(
                        "cannot reach http://no-such-host.invalid: the host's name is not known; is there a network?");
        assertThat(listener.retries).as("told at once").hasSize(retries);
    }

    @ParameterizedTest
    @CsvSource({
        "RepoNotFound, there is no repository MiniMaxAI/VTP-Test",
        "RevisionNotFound, the repository has no revision main",
        "EntryNotFound, the repository has no config.json",
        "'', there is no such"
    })
    void notFound(String code, String message) throws Exception {
        hub.fault("HEAD", "config.json", FakeHub.status(404, "X-Error-Code", code));
        HubException e = failure();
        assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(e).hasMessageContaining(message);
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aRepositoryWithoutWeights() throws Exception {
        try (FakeHub bare = new FakeHub().small("config.json", CONFIG)) {
            variables.put("HF_ENDPOINT", bare.endpoint());
            assertThat(failure())
                    .hasMessageContaining("has neither model.safetensors nor model.safetensors.index.json");
        }
    }

    @Test
    void somethingThatIsNoHub() throws Exception {
        hub.fault("HEAD", "config.json", FakeHub.status(200, "ETag", "\"x\""));
        HubException e = failure();
        assertThat(e.kind()).isEqualTo(Kind.SERVER);
        assertThat(e).hasMessageContaining("does not answer as a Hugging Face hub does");
    }

    @Test
    void aBranchThatMovesInBetween() throws Exception {
        hub.fault("HEAD", FILE, FakeHub.status(200, "X-Repo-Commit", "f".repeat(40), "ETag", "\"x\""));
        assertThat(failure()).hasMessageContaining("while it was being downloaded; pull it again");
        assertWhole(pullAfterwards());
    }

    @Test
    void otherBytesThanAnnounced() throws Exception {
        byte[] other = WEIGHTS.clone();
        other[299_999] ^= 1;
        hub.fault("GET", FILE, FakeHub.other(other));
        HubException e = failure();
        assertThat(e.kind()).isEqualTo(Kind.INTEGRITY);
        assertThat(e).hasMessageContaining("does not have the sha256 " + WEIGHTS_SHA256);
        assertThat(incomplete()).doesNotExist();
        assertWhole(pullAfterwards());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 299_999, 300_001, 600_000})
    void anotherSizeThanAnnounced(int size) throws Exception {
        hub.fault("GET", FILE, FakeHub.other(Arrays.copyOf(WEIGHTS, size)));
        HubException e = failure();
        assertThat(e.kind()).isEqualTo(Kind.INTEGRITY);
        assertThat(e).hasMessageContaining("announced 300000 bytes, but " + (size == 0 ? "" : size));
        assertThat(incomplete()).doesNotExist();
        assertWhole(pullAfterwards());
    }

    @Test
    void moreBytesThanAnnouncedFromAServerThatTellsNoSize() throws Exception {
        hub.fault("GET", FILE, (exchange, file) -> {
            exchange.sendResponseHeaders(200, 0); // chunked
            exchange.getResponseBody().write(new byte[400_000]);
        });
        assertThat(failure().kind()).isEqualTo(Kind.INTEGRITY);
        assertThat(incomplete()).doesNotExist();
    }

    @Test
    void aReleasedFileIsCheckedWhateverTheHubSays() throws Exception {
        Map<String, String> released = Map.of(FILE, Bytes.sha256(Bytes.of("another")));
        HubException e = failure(released);
        assertThat(e.kind()).isEqualTo(Kind.INTEGRITY);
        assertThat(e)
                .hasMessageContaining("another model.safetensors of MiniMaxAI/VTP-Test than the one that was released");
        assertThat(hub.count("GET", FILE)).isZero();

        // A hub that tells no sha256, and one whose blob is in the cache already.
        hub.file(FILE, new FakeHub.Served(WEIGHTS, "no-hash", true));
        assertThat(failure(released)).hasMessageContaining("does not have the sha256");
        assertThat(visible()).isEmpty();
        assertWhole(pull());
        assertThat(failure(released).kind()).isEqualTo(Kind.INTEGRITY);
        assertWhole(pull(Map.of(FILE, WEIGHTS_SHA256)));
    }

    @Test
    void aReleasedFileMustBeThere() throws Exception {
        try (FakeHub sharded = new FakeHub()
                .small("config.json", CONFIG)
                .small("model.safetensors.index.json", Bytes.of("{\"weight_map\": {\"a\": \"x.safetensors\"}}"))
                .big("x.safetensors", WEIGHTS)) {
            variables.put("HF_ENDPOINT", sharded.endpoint());
            assertThat(failure(Map.of(FILE, WEIGHTS_SHA256)))
                    .hasMessageContaining("there is no model.safetensors in it");
        }
    }

    private CachedSnapshot pullWith(FakeHub.Fault... faults) throws Exception {
        hub.fault("GET", FILE, faults);
        return pull();
    }

    /** A pull with no fault in its way. */
    private CachedSnapshot pullAfterwards() throws Exception {
        try (FakeHub good = new FakeHub().small("config.json", CONFIG).big(FILE, WEIGHTS)) {
            variables.put("HF_ENDPOINT", good.endpoint());
            return pull();
        }
    }

    private HubException failure() throws Exception {
        return failure(Map.of());
    }

    /** A pull that must fail, in one line, without anything half to be seen. */
    private HubException failure(Map<String, String> sha256) throws Exception {
        HubException e = catchThrowableOfType(HubException.class, () -> pull(sha256));
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}").doesNotContain("secret-signature");
        if (Files.exists(repository().resolve("snapshots/" + FakeHub.COMMIT))) {
            assertThat(cache().snapshot(FakeHub.ID).orElseThrow().complete()).isTrue();
        }
        return e;
    }
}
