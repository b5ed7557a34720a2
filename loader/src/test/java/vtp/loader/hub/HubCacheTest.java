package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache as huggingface_hub leaves it, built by hand. */
class HubCacheTest {

    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);
    private static final RepoId ID = new RepoId("org", "name", "main");

    @TempDir
    Path root;

    @Test
    void findsASnapshotByBranchTagAndCommit() throws IOException {
        link(A, "config.json", "1", 10);
        link(A, "model.safetensors", "2", 100);
        ref("main", A);
        ref("refs/pr/1", A + "\n");
        CachedSnapshot expected = new CachedSnapshot(
                "org/name", A, List.of("main", "refs/pr/1"), repository().resolve("snapshots/" + A), 110, List.of());
        HubCache cache = new HubCache(root);
        assertThat(cache.snapshot(ID)).contains(expected);
        assertThat(cache.snapshot(ID.at("refs/pr/1"))).contains(expected);
        assertThat(cache.snapshot(ID.at(A))).contains(expected);
        assertThat(expected.complete()).isTrue();
    }

    @Test
    void doesNotFindWhatIsNotThere() throws IOException {
        HubCache cache = new HubCache(root);
        assertThat(cache.snapshot(ID)).isEmpty();
        assertThat(cache.list()).isEmpty();
        assertThat(new HubCache(root.resolve("none")).list()).isEmpty();
        link(A, "config.json", "1", 10);
        assertThat(cache.snapshot(ID)).isEmpty();
        assertThat(cache.snapshot(ID.at(B))).isEmpty();
        ref("main", B); // a commit that was deleted
        assertThat(cache.snapshot(ID)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../..", "..", "/etc", "", ".", "a/b", "a\\b", "C:x"})
    void aRefNeverLeadsOut(String ref) throws IOException {
        link(A, "config.json", "1", 10);
        ref("main", ref);
        assertThat(new HubCache(root).snapshot(ID)).isEmpty();
        assertThat(new HubCache(root).list()).hasSize(1);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        HubCache cache = new HubCache(root);
        ref("main", A);
        link(A, "README.md", "0", 1);
        assertThat(missing(cache)).containsExactly("config.json", "model.safetensors");
        link(A, "config.json", "1", 10);
        assertThat(missing(cache)).containsExactly("model.safetensors");
        link(A, "model.safetensors.index.json", "2", index("x.safetensors", "y.safetensors", "x.safetensors"));
        assertThat(missing(cache)).containsExactly("x.safetensors", "y.safetensors");
        link(A, "x.safetensors", "3", 5);
        assertThat(missing(cache)).containsExactly("y.safetensors");
        link(A, "y.safetensors", "4", 5);
        assertThat(missing(cache)).isEmpty();
        Files.delete(repository().resolve("blobs/4"));
        assertThat(missing(cache)).containsExactly("y.safetensors");
    }

    @Test
    void aLinkToNothingIsPreferredToShardsAsWhenLoading() throws IOException {
        ref("main", A);
        link(A, "config.json", "1", 10);
        link(A, "model.safetensors.index.json", "2", index("x.safetensors"));
        link(A, "x.safetensors", "3", 5);
        link(A, "model.safetensors", "4", 5);
        Files.delete(repository().resolve("blobs/4"));
        assertThat(missing(new HubCache(root))).containsExactly("model.safetensors");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"weight_map\": 1}",
                "{\"weight_map\": {\"t\": 1}}",
                "{\"weight_map\": {\"t\": \"../x\"}}"
            })
    void anIndexOfNoUseIsMissing(String index) throws IOException {
        ref("main", A);
        link(A, "config.json", "1", 10);
        link(A, "model.safetensors.index.json", "2", Bytes.of(index));
        assertThat(missing(new HubCache(root))).containsExactly("model.safetensors.index.json");
    }

    @Test
    void listsAllModelsAndNothingElse() throws IOException {
        link(B, "config.json", "1", 10);
        link(A, "config.json", "1", 10);
        link(A, "other-name.json", "1", 10); // the same blob, counted once
        ref("main", A);
        Files.write(repository().resolve("blobs/2.incomplete"), new byte[7]);
        Files.write(repository().resolve("blobs/3.1a2b.incomplete"), new byte[8]);
        Files.createDirectories(root.resolve("models--gpt2/snapshots"));
        Files.createDirectories(root.resolve("datasets--org--data/snapshots"));
        Files.createDirectories(root.resolve(".locks/models--org--name"));
        Files.createDirectories(root.resolve("models--refused--one/blobs"));
        Files.createDirectories(root.resolve("models--another--one/blobs"));
        Files.writeString(root.resolve("models--another--one/blobs/1"), "whole, not shown yet");
        Files.writeString(root.resolve("CACHEDIR.TAG"), "");
        List<CachedRepository> list = new HubCache(root).list();
        assertThat(list).extracting(CachedRepository::repository).containsExactly("another/one", "org/name");
        assertThat(list.get(0)).isEqualTo(new CachedRepository("another/one", List.of(), 0));
        assertThat(list.get(1).partialBytes()).isEqualTo(15);
        assertThat(list.get(1).snapshots()).extracting(CachedSnapshot::commit).containsExactly(A, B);
        assertThat(list.get(1).snapshots())
                .extracting(CachedSnapshot::refs)
                .containsExactly(List.of("main"), List.of());
        assertThat(list.get(1).snapshots()).extracting(CachedSnapshot::bytes).containsExactly(10L, 10L);
    }

    @Test
    void aCacheThatIsAFileIsEmpty() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");
        assertThat(new HubCache(file).list()).isEmpty();
        assertThat(new HubCache(file).snapshot(ID)).isEmpty();
    }

    @Test
    void aLoopOfLinksIsAnError() throws IOException {
        Files.createDirectories(repository().getParent());
        Files.createSymbolicLink(repository(), Path.of("models--org--name"));
        assertThatExceptionOfType(HubException.class)
                .isThrownBy(() -> new HubCache(root).list())
                .satisfies(e -> assertThat(e.kind()).isEqualTo(HubException.Kind.DISK))
                .withMessageMatching(Pattern.quote("cannot read the model cache " + root + ": " + repository())
                        + "(/[a-z]+)?: [A-Z].*links?.*");
        assertThatExceptionOfType(HubException.class)
                .isThrownBy(() -> new HubCache(root).snapshot(ID))
                .withMessageContaining("cannot read the model cache " + repository());
    }

    private List<String> missing(HubCache cache) throws HubException {
        return cache.snapshot(ID).orElseThrow().missing();
    }

    private Path repository() {
        return root.resolve("models--org--name");
    }

    private void ref(String name, String commit) throws IOException {
        Path file = repository().resolve("refs").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, commit);
    }

    private void link(String commit, String name, String blob, int size) throws IOException {
        link(commit, name, blob, new byte[size]);
    }

    private void link(String commit, String name, String blob, byte[] content) throws IOException {
        Path snapshot =
                Files.createDirectories(repository().resolve("snapshots").resolve(commit));
        Files.createDirectories(repository().resolve("blobs"));
        Files.write(repository().resolve("blobs").resolve(blob), content);
        Files.deleteIfExists(snapshot.resolve(name));
        Files.createSymbolicLink(snapshot.resolve(name), Path.of("../../blobs", blob));
    }

    private static byte[] index(String... shards) {
        StringBuilder map = new StringBuilder();
        for (int i = 0; i < shards.length; i++) {
            map.append(i == 0 ? "" : ", ").append("\"t" + i + "\": \"" + shards[i] + "\"");
        }
        return Bytes.of("{\"weight_map\": {" + map + "}}");
    }
}
