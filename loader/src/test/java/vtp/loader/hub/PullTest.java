package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Downloads when nothing goes wrong. */
class PullTest extends PullFixture {

    @Test
    void leavesTheLayoutOfHuggingfaceHub() throws Exception {
        CachedSnapshot snapshot = pull();
        assertWhole(snapshot);
        assertThat(snapshot.commit()).isEqualTo(FakeHub.COMMIT);
        assertThat(snapshot.refs()).containsExactly("main");
        assertThat(snapshot.bytes()).isEqualTo(CONFIG.length + WEIGHTS.length);
        assertThat(snapshot.folder()).isEqualTo(repository().resolve("snapshots/" + FakeHub.COMMIT));
        assertThat(repository().resolve("refs/main")).hasContent(FakeHub.COMMIT);
        assertThat(Files.readSymbolicLink(snapshot.folder().resolve("model.safetensors")))
                .isEqualTo(Path.of("../../blobs/" + WEIGHTS_SHA256));
        assertThat(cache().snapshot(FakeHub.ID)).contains(snapshot);
    }

    @Test
    void tellsHowItGoes() throws Exception {
        pull();
        List<RecordingListener.Progress> ofWeights = listener.progress.stream()
                .filter(p -> p.file().equals("model.safetensors"))
                .toList();
        assertThat(ofWeights.get(0).done()).isZero();
        assertThat(ofWeights.get(ofWeights.size() - 1).done()).isEqualTo(WEIGHTS.length);
        assertThat(ofWeights).hasSizeGreaterThan(5).allMatch(p -> p.total() == WEIGHTS.length);
        assertThat(ofWeights).isSortedAccordingTo((a, b) -> Long.compare(a.done(), b.done()));
        assertThat(listener.verified).containsExactly("model.safetensors");
        assertThat(listener.retries).isEmpty();
    }

    @Test
    void downloadsNothingTwice() throws Exception {
        pull();
        RecordingListener first = new RecordingListener();
        CachedSnapshot again = client().pull(FakeHub.ID, Map.of(), first);
        assertWhole(again);
        assertThat(hub.count("GET", "model.safetensors")).isEqualTo(2); // the hub's redirect, and the file
        assertThat(hub.count("GET", "config.json")).isEqualTo(1);
        assertThat(first.progress)
                .contains(new RecordingListener.Progress("model.safetensors", WEIGHTS.length, WEIGHTS.length));
    }

    @Test
    void replacesAFileThatWasDamagedOnDisk() throws Exception {
        pull();
        byte[] damaged = WEIGHTS.clone();
        damaged[12345] ^= 1;
        Files.write(blob(WEIGHTS_SHA256), damaged);
        assertWhole(pull());
    }

    @Test
    void restoresWhatIsMissingInASnapshot() throws Exception {
        CachedSnapshot snapshot = pull();
        Files.delete(snapshot.folder().resolve("model.safetensors"));
        assertThat(cache().snapshot(FakeHub.ID).orElseThrow().missing()).containsExactly("model.safetensors");
        assertWhole(pull());
        assertThat(hub.count("GET", "config.json")).isEqualTo(1);
        Files.delete(blob(WEIGHTS_SHA256)); // the link stays, to nothing
        assertWhole(pull());
    }

    @Test
    void goesOnWithAPartialFile() throws Exception {
        Files.createDirectories(incomplete().getParent());
        Files.write(incomplete(), java.util.Arrays.copyOf(WEIGHTS, 100_000));
        assertWhole(pull());
        assertThat(hub.requests()).anyMatch(r -> r.range().equals(java.util.Optional.of("bytes=100000-")));
        assertThat(listener.progress)
                .contains(new RecordingListener.Progress("model.safetensors", 100_000, WEIGHTS.length));
    }

    @Test
    void aPartialFileMayBeWholeOrLongerOrWrong() throws Exception {
        byte[] longer = java.util.Arrays.copyOf(WEIGHTS, WEIGHTS.length + 5);
        byte[] wrong = Bytes.random(100_000, 2);
        byte[] wrongAndWhole = Bytes.random(WEIGHTS.length, 2);
        for (byte[] part : List.of(WEIGHTS, longer, wrong, wrongAndWhole)) {
            Files.createDirectories(incomplete().getParent());
            Files.deleteIfExists(blob(WEIGHTS_SHA256));
            Files.write(incomplete(), part);
            assertWhole(pull());
        }
    }

    @Test
    void pullsShards() throws Exception {
        byte[] first = Bytes.random(50_000, 3);
        byte[] second = Bytes.random(60_000, 4);
        try (FakeHub sharded = new FakeHub()
                .small("config.json", CONFIG)
                .small(
                        "model.safetensors.index.json",
                        Bytes.of("{\"weight_map\": {\"a\": \"m 1.safetensors\", \"b\": \"m-2.safetensors\"}}"))
                .big("m%201.safetensors", first)
                .big("m-2.safetensors", second)) {
            variables.put("HF_ENDPOINT", sharded.endpoint());
            CachedSnapshot snapshot = pull();
            assertThat(snapshot.complete()).isTrue();
            assertThat(snapshot.folder().resolve("m 1.safetensors")).hasBinaryContent(first);
            assertThat(snapshot.folder().resolve("m-2.safetensors")).hasBinaryContent(second);
            assertThat(pull()).isEqualTo(snapshot);
            assertThat(sharded.count("GET", "m-2.safetensors")).isEqualTo(2);
        }
    }

    @Test
    void pullsARevisionByNameOrCommit() throws Exception {
        RepoId branch = FakeHub.ID.at("refs/pr/1");
        assertWhole(client().pull(branch, Map.of(), listener));
        assertThat(hub.requests().get(0).path()).isEqualTo("/MiniMaxAI/VTP-Test/resolve/refs%2Fpr%2F1/config.json");
        assertThat(repository().resolve("refs/refs/pr/1")).hasContent(FakeHub.COMMIT);
        assertThat(cache().snapshot(FakeHub.ID)).isEmpty();
        assertWhole(client().pull(FakeHub.ID.at(FakeHub.COMMIT), Map.of(), listener));
        assertThat(repository().resolve("refs/" + FakeHub.COMMIT)).doesNotExist();
    }

    @Test
    void followsABranchThatMoves() throws Exception {
        CachedSnapshot old = pull();
        byte[] newConfig = Bytes.of("{}");
        hub.commit("f".repeat(40)).small("config.json", newConfig);
        CachedSnapshot now = pull();
        assertThat(now.commit()).isEqualTo("f".repeat(40));
        assertThat(now.folder().resolve("config.json")).hasBinaryContent(newConfig);
        assertThat(old.folder().resolve("config.json")).hasBinaryContent(CONFIG);
        assertThat(hub.count("GET", "model.safetensors")).isEqualTo(2); // the same blob serves both
        assertThat(cache().list().get(0).snapshots()).hasSize(2);
    }

    @Test
    void copiesWhereLinksAreNotWanted() throws Exception {
        variables.put("HF_HUB_DISABLE_SYMLINKS", "1");
        CachedSnapshot snapshot = pull();
        assertWhole(snapshot);
        assertThat(Files.isRegularFile(snapshot.folder().resolve("model.safetensors"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        Files.delete(blob(WEIGHTS_SHA256)); // huggingface_hub moves the blob there instead of copying it
        assertWhole(pull());
        assertThat(hub.count("GET", "model.safetensors")).isEqualTo(2);
    }

    @Test
    void takesAFileWhoseSizeNobodyTells() throws IOException, InterruptedException {
        hub.file("config.json", new FakeHub.Served(CONFIG, "etag", false))
                .fault(
                        "HEAD",
                        "config.json",
                        FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", "W/\"etag\""))
                .fault("GET", "config.json", (exchange, file) -> {
                    exchange.sendResponseHeaders(200, 0); // chunked
                    exchange.getResponseBody().write(file.bytes());
                });
        assertWhole(pull());
        assertThat(listener.progress).contains(new RecordingListener.Progress("config.json", 0, PullListener.UNKNOWN));
    }
}
