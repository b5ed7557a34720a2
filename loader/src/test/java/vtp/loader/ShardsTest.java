package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.SafetensorsException.Kind;

/** A checkpoint of several files under an index. */
class ShardsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeShards() throws IOException {
        Files.write(folder.resolve("one.safetensors"), shard("a", "unlisted", "first"));
        Files.write(folder.resolve("two.safetensors"), shard("b", "c", "second"));
    }

    private static byte[] shard(String first, String second, String metadata) {
        return Fixtures.safetensors(
                "{\"__metadata__\":{\"k\":\"" + metadata + "\"},\"" + first
                        + "\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"" + second
                        + "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[2,3]}}",
                3);
    }

    private void index(String json) throws IOException {
        Files.writeString(folder.resolve("model.safetensors.index.json"), json);
    }

    private Kind refusal() {
        SafetensorsException e = catchThrowableOfType(SafetensorsException.class, () -> Checkpoint.open(folder));
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).startsWith(folder.toString()).doesNotContain("\n");
        return e.kind();
    }

    @Test
    void theIndexSaysWhichTensorsThereAre() throws IOException {
        index("{\"metadata\":{\"total_size\":5},\"weight_map\":"
                + "{\"c\":\"two.safetensors\",\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}}");
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.tensors().keySet()).containsExactly("a", "b", "c");
            assertThat(Fixtures.data(checkpoint, "c")).containsExactly(2);
            assertThat(Fixtures.data(checkpoint, "a")).containsExactly(0, 1);
            assertThat(checkpoint.metadata()).containsExactly(entry("k", "first"));
            assertThat(checkpoint.fileSizes().keySet())
                    .containsExactly(
                            folder.resolve("one.safetensors").toString(),
                            folder.resolve("two.safetensors").toString());
            assertThat(checkpoint.fileBytes())
                    .isEqualTo(Files.size(folder.resolve("one.safetensors"))
                            + Files.size(folder.resolve("two.safetensors")));
        }
    }

    @Test
    void theSingleFileWinsOverAnIndexEvenABadOne() throws IOException {
        index("not JSON");
        Files.write(folder.resolve("model.safetensors"), shard("x", "y", "single"));
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.tensors().keySet()).containsExactly("x", "y");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"weight_map\":null}",
                "{\"weight_map\":[]}",
                "{\"weight_map\":{\"a\":1}}",
                "{\"weight_map\":{\"a\":null}}",
                "{\"weight_map\":{\"a\":\"one.safetensors\",\"a\":\"two.safetensors\"}}",
                "{\"weight_map\":{}} x",
            })
    void aMalformedIndexIsRefused(String json) throws IOException {
        index(json);
        assertThat(refusal()).isEqualTo(Kind.BAD_INDEX);
    }

    @Test
    void anIndexOfMoreShardsThanAnyModelHasIsRefused() throws IOException {
        StringBuilder json = new StringBuilder("{\"weight_map\":{\"a\":\"one.safetensors\"");
        for (int i = 0; i < 10_000; i++) {
            json.append(",\"").append(i).append("\":\"s").append(i).append('"');
        }
        index(json + "}}");
        assertThat(refusal()).isEqualTo(Kind.BAD_INDEX);
        assertThat(catchThrowableOfType(IOException.class, () -> Checkpoint.open(folder)))
                .hasMessageContaining("names more than 10000 shards");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../one.safetensors",
                "./one.safetensors",
                "/etc/passwd",
                "sub/one.safetensors",
                "sub\\\\one.safetensors",
                "C:one.safetensors",
                "C:\\\\one.safetensors",
                "one.safetensors:stream",
                "..",
                ".",
                "",
                "one.safetensors\\u0000",
                "\\u002e\\u002e\\u002fone.safetensors",
            })
    void aShardIsAPlainFileNameOrRefused(String name) throws IOException {
        index("{\"weight_map\":{\"a\":\"" + name + "\"}}");
        assertThat(refusal()).isEqualTo(Kind.BAD_SHARD_NAME);
    }

    @Test
    void missingShardsAreNamedTogether() throws IOException {
        index("{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"three.safetensors\",\"c\":\"four.safetensors\"}}");
        assertThat(refusal()).isEqualTo(Kind.MISSING_SHARD);
        assertThat(catchThrowableOfType(IOException.class, () -> Checkpoint.open(folder)))
                .hasMessageContaining("four.safetensors, three.safetensors");
    }

    @Test
    void aTensorThatItsShardDoesNotHoldIsNamed() throws IOException {
        index("{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\"}}");
        assertThat(refusal()).isEqualTo(Kind.MISSING_TENSOR);
        assertThat(catchThrowableOfType(IOException.class, () -> Checkpoint.open(folder)))
                .hasMessageContaining("one.safetensors: lacks what the index places in it: b");
    }

    @Test
    void aBadShardIsRefusedUnderItsOwnName() throws IOException {
        index("{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}}");
        Files.write(folder.resolve("two.safetensors"), new byte[3]);
        assertThat(refusal()).isEqualTo(Kind.FILE_TOO_SHORT);
        assertThat(catchThrowableOfType(IOException.class, () -> Checkpoint.open(folder)))
                .hasMessageStartingWith(folder.resolve("two.safetensors").toString());
    }
}
