package vtp.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.engine.SyntheticGoldens;
import vtp.engine.config.ParameterSpec;
import vtp.engine.config.VtpConfig;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;

@Tag("any-width")
class SyntheticCheckpointTest {
    static List<SyntheticGoldens> goldens() throws IOException {
        return SyntheticGoldens.rows();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void weightsArePythonsToTheBit(SyntheticGoldens golden) throws IOException {
        ModelSource model =
                ModelSource.memory(golden.name(), golden.configJson(), SyntheticCheckpoint.bytes(golden.config()));
        try (Checkpoint checkpoint = model.open()) {
            assertThat(SyntheticGoldens.weightsSha256(checkpoint)).isEqualTo(golden.weightsSha256());
        }
    }

    /** The digest is the one that Python has for the reference's model with these weights. */
    @Test
    void soAreThoseOfTheReleasedSmall() {
        MessageDigest digest = SyntheticGoldens.sha256();
        List<ParameterSpec> slots =
                new ArrayList<>(TensorLayout.of(Released.SMALL.config()).tensors());
        slots.sort(Comparator.comparing(ParameterSpec::name));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment buffer = arena.allocate(4 << 20);
            for (ParameterSpec slot : slots) {
                SyntheticTensor tensor = new SyntheticTensor(slot);
                digest.update(slot.name().getBytes(StandardCharsets.UTF_8));
                for (long done = 0; done < tensor.byteSize(); done += buffer.byteSize()) {
                    MemorySegment piece = buffer.asSlice(0, Math.min(buffer.byteSize(), tensor.byteSize() - done));
                    tensor.fill(done / tensor.dtype().bytes(), piece);
                    digest.update(piece.asByteBuffer());
                }
            }
        }
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("6abf9e7759207e0bf3b7a7095682015464ecd2d17389a0adb91439ffb7521f48");
    }

    @Test
    void aFolderHoldsTheConfigurationAndTheSameWeights(@TempDir Path folder) throws IOException {
        SyntheticGoldens golden = SyntheticGoldens.row("released_style");
        VtpConfig config = golden.config();
        Path model = folder.resolve("new").resolve("tiny");
        List<Long> written = new ArrayList<>();
        for (int time = 0; time < 2; time++) {
            written.clear();
            SyntheticCheckpoint.write(config, golden.configJson(), model, written::add);
        }
        assertThat(Files.readAllBytes(model.resolve("config.json"))).isEqualTo(golden.configJson());
        assertThat(MemorySegment.ofArray(Files.readAllBytes(model.resolve("model.safetensors")))
                        .mismatch(SyntheticCheckpoint.bytes(config)))
                .isEqualTo(-1);
        assertThat(written).isSorted().last().isEqualTo(SyntheticCheckpoint.byteSize(config));
        try (var files = Files.list(model)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void onlyThePeriodsAreBfloat16() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.ofMemory(
                "tiny",
                SyntheticCheckpoint.bytes(SyntheticGoldens.row("released_style").config()))) {
            assertThat(checkpoint.metadata()).containsEntry("format", "pt");
            assertThat(checkpoint.tensors().values())
                    .allSatisfy(tensor -> assertThat(tensor.dtype())
                            .isEqualTo(tensor.name().endsWith(".periods") ? Dtype.BF16 : Dtype.F32));
        }
    }
}
