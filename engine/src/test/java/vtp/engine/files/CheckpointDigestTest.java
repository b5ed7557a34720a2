package vtp.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.TestModels;

@Tag("any-width")
class CheckpointDigestTest {
    /** What sha256sum prints of testdata/nano/model.safetensors. */
    private static final String NANO = "7261c0b09d7c734475b0c7d84856950ca0d6f32b44d69887bc953d09be6546c2";

    @TempDir
    private Path folder;

    private UserCache cache;
    private CheckpointDigest digest;

    @BeforeEach
    void anEmptyCache() {
        cache = UserCache.of(Map.of("VTP_CACHE", folder.resolve("cache").toString()));
        digest = new CheckpointDigest(cache);
    }

    /** A copy of vtp-nano that was written an hour ago. */
    private Path copy(String name) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        Files.copy(TestModels.NANO.resolve("config.json"), model.resolve("config.json"));
        Path weights = Files.copy(TestModels.NANO.resolve("model.safetensors"), model.resolve("model.safetensors"));
        Files.setLastModifiedTime(weights, FileTime.from(Instant.now().minusSeconds(3600)));
        return model;
    }

    private List<Path> notes() throws IOException {
        Path notes = folder.resolve("cache/sha256");
        if (!Files.exists(notes)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(notes)) {
            return files.toList();
        }
    }

    @Test
    void itIsTheSumOfTheFileOnDiskOrInMemory() throws IOException {
        Path model = copy("model");
        assertThat(digest.sha256(ModelSource.folder(model))).isEqualTo(NANO);
        byte[] json = Files.readAllBytes(model.resolve("config.json"));
        byte[] weights = Files.readAllBytes(model.resolve("model.safetensors"));
        ModelSource memory = ModelSource.memory("nano", json, MemorySegment.ofArray(weights));
        assertThat(digest.sha256(memory)).isEqualTo(NANO);
        assertThat(new CheckpointDigest(UserCache.none()).sha256(ModelSource.folder(model)))
                .isEqualTo(NANO);
    }

    @Test
    void aSumIsRememberedUntilTheFileChanges() throws IOException {
        Path model = copy("model");
        ModelSource files = ModelSource.folder(model);
        digest.sha256(files);
        assertThat(notes()).hasSize(1);
        Path note = notes().get(0);
        String lie = "0".repeat(64);
        Files.writeString(note, Files.readString(note).replace(NANO, lie));
        assertThat(digest.sha256(files)).as("remembered, not read").isEqualTo(lie);

        Files.setLastModifiedTime(
                model.resolve("model.safetensors"), FileTime.from(Instant.now().minusSeconds(1800)));
        assertThat(digest.sha256(files)).isEqualTo(NANO);
        Files.writeString(note, "sha256 7");
        assertThat(digest.sha256(files)).as("a damaged note").isEqualTo(NANO);
        assertThat(Files.readString(note)).contains(NANO);
    }

    @Test
    void theSumOfAFileThatWasWrittenJustNowIsNotRemembered() throws IOException {
        Path model = copy("model");
        Files.setLastModifiedTime(model.resolve("model.safetensors"), FileTime.from(Instant.now()));
        assertThat(digest.sha256(ModelSource.folder(model))).isEqualTo(NANO);
        assertThat(notes()).isEmpty();
    }

    @Test
    void aCacheThatCannotBeWrittenIsNoFailure() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file in the place of the folder");
        assertThat(digest.sha256(ModelSource.folder(copy("model")))).isEqualTo(NANO);
    }

    @Test
    void aFileInTheHubsCacheIsNamedByItsSum() throws IOException {
        Path model = copy("model");
        String name = "1".repeat(64);
        Path blobs = Files.createDirectories(folder.resolve("models--org--name/blobs"));
        Path weights = model.resolve("model.safetensors");
        Files.move(weights, blobs.resolve(name));
        Files.createSymbolicLink(weights, blobs.resolve(name));
        assertThat(digest.sha256(ModelSource.folder(model))).isEqualTo(name);
    }

    @Test
    void shardsHaveTheSumOfTheirSums() throws IOException {
        Path model = Files.createDirectories(folder.resolve("sharded"));
        Files.copy(TestModels.NANO.resolve("config.json"), model.resolve("config.json"));
        Files.copy(TestModels.NANO.resolve("model.safetensors"), model.resolve("a.safetensors"));
        Files.copy(TestModels.NANO.resolve("model.safetensors"), model.resolve("b.safetensors"));
        Files.writeString(model.resolve("model.safetensors.index.json"), """
                {"weight_map": {"logit_scale": "b.safetensors", "trunk.cls_token": "a.safetensors"}}
                """);
        String lines = NANO + "  a.safetensors\n" + NANO + "  b.safetensors\n";
        assertThat(digest.sha256(ModelSource.folder(model)))
                .isEqualTo(FileSums.sha256(MemorySegment.ofArray(lines.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aFingerprintTellsModelsApartAndNotTheirPlaces() throws IOException {
        String nano = CheckpointDigest.fingerprint(ModelSource.folder(TestModels.NANO));
        assertThat(nano).matches("[0-9a-f]{16}");
        assertThat(CheckpointDigest.fingerprint(ModelSource.folder(copy("another name"))))
                .isEqualTo(nano);
        String tiny = CheckpointDigest.fingerprint(TestModels.tiny());
        assertThat(tiny).isNotEqualTo(nano);
        assertThat(CheckpointDigest.fingerprint(TestModels.tiny("\"text_quick_gelu\": true")))
                .as("the same tensors, another architecture")
                .isNotEqualTo(tiny);

        Path changed = copy("changed");
        byte[] weights = Files.readAllBytes(changed.resolve("model.safetensors"));
        for (int i = 2_000_000; i < weights.length; i += 100) {
            weights[i] ^= 1;
        }
        Files.write(changed.resolve("model.safetensors"), weights);
        assertThat(CheckpointDigest.fingerprint(ModelSource.folder(changed))).isNotEqualTo(nano);
    }
}
