package vtp.loader.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.AtomicFile;
import vtp.loader.AtomicFile.Existing;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.FileAccessException;
import vtp.loader.TensorInfo;
import vtp.loader.torch.TorchException.Kind;

/**
 * Files that PyTorch itself wrote, in both formats: views, shared storages, every element type, an optimiser's state.
 */
class TorchFileTest {
    private static final Path GOLDENS = Path.of("..", "testdata", "goldens", "eval", "pth");

    /** What the tensors of {@code prefix} must be, by name without it. */
    private static Map<String, TensorInfo> expected(Checkpoint goldens, String prefix) {
        return goldens.tensors().values().stream()
                .filter(tensor -> tensor.name().startsWith(prefix))
                .collect(Collectors.toMap(tensor -> tensor.name().substring(prefix.length()), tensor -> tensor));
    }

    private static byte[] bytes(TorchTensor tensor) throws IOException {
        byte[] data = new byte[(int) tensor.byteSize()];
        tensor.copy(0, MemorySegment.ofArray(data));
        return data;
    }

    private static byte[] bytes(Checkpoint checkpoint, TensorInfo tensor) throws IOException {
        byte[] data = new byte[(int) tensor.byteSize()];
        checkpoint.copy(tensor, 0, MemorySegment.ofArray(data));
        return data;
    }

    private static void assertEqual(Map<String, TorchTensor> tensors, String prefix) throws IOException {
        try (Checkpoint goldens = Checkpoint.open(GOLDENS.resolve("expected.safetensors"))) {
            Map<String, TensorInfo> expected = expected(goldens, prefix);
            assertThat(expected).isNotEmpty();
            assertThat(tensors.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
            for (TorchTensor tensor : tensors.values()) {
                TensorInfo info = expected.get(tensor.name());
                assertThat(tensor.dtype()).isEqualTo(info.dtype());
                assertThat(tensor.shape()).isEqualTo(info.shape());
                assertThat(tensor.elementCount()).isEqualTo(info.elementCount());
                assertThat(bytes(tensor)).as(tensor.name()).isEqualTo(bytes(goldens, info));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth"})
    void theWeightsOfACheckpointAreTheAveragedOnes(String name) throws IOException {
        try (TorchFile file = TorchFile.open(GOLDENS.resolve(name))) {
            assertEqual(file.weights(), "ema.");
            assertThat(file.tensors().keySet())
                    .startsWith("model.module.weight", "ema.weight", "ema.view")
                    .endsWith("ema.parameter", "opt.state.0.step", "opt.state.0.exp_avg");
            assertThat(bytes(file.require("model.module.weight"))).isEqualTo(bytes(file.require("ema.weight")));
            float[] step = new float[1];
            file.require("opt.state.0.step").reader().floats(0, step);
            assertThat(step).containsExactly(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip_module.pth", "legacy_module.pth"})
    void aStateDictionaryIsReadWhole(String name) throws IOException {
        try (TorchFile file = TorchFile.open(GOLDENS.resolve(name))) {
            assertEqual(file.weights(), "module.");
            assertEqual(file.tensors(), "module.");
        }
    }

    @Test
    void viewsAreReadRowByRowFromAnyElement() throws IOException {
        try (TorchFile file = TorchFile.open(GOLDENS.resolve("zip.pth"))) {
            TorchTensor view = file.require("ema.view"); // the transposed of (6, 4), rows 1 and 2
            byte[] whole = bytes(view);
            for (int first = 0; first < 12; first++) {
                for (int count = 0; count <= 12 - first; count++) {
                    byte[] part = new byte[4 * count];
                    view.copy(first, MemorySegment.ofArray(part));
                    assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(whole, 4 * first, 4 * (first + count)));
                }
            }
            assertThatThrownBy(() -> view.copy(11, MemorySegment.ofArray(new byte[8])))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> view.copy(0, MemorySegment.ofArray(new byte[6])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth"})
    void convertsToSafetensors(String name, @TempDir Path folder) throws IOException {
        Path target = folder.resolve("out.safetensors");
        try (TorchFile file = TorchFile.open(GOLDENS.resolve(name))) {
            TorchConverter.convert(
                    file, file.tensors(), AtomicFile.open(target, Existing.REPLACE), Map.of("format", "pt"));
            try (Checkpoint written = Checkpoint.open(target)) {
                assertThat(written.metadata()).containsEntry("format", "pt");
                assertThat(written.tensors().keySet())
                        .containsExactlyInAnyOrderElementsOf(file.tensors().keySet());
                for (TensorInfo info : written.tensors().values()) {
                    TorchTensor tensor = file.require(info.name());
                    assertThat(info.dtype()).isEqualTo(tensor.dtype());
                    assertThat(info.shape()).isEqualTo(tensor.shape());
                    assertThat(bytes(written, info)).isEqualTo(bytes(tensor));
                }
            }
        }
        assertThat(folder.toFile().list()).hasSize(1);
    }

    /** Few bytes may stand for many elements: they are read, but fill no disk. */
    @Test
    void expandedViewsThatWouldFillTheDiskAreNotConverted(@TempDir Path folder) throws IOException {
        PickleWriter pickle = new PickleWriter();
        pickle.tensor("Float", "0", 2, 1, "1000000000", "0").run();
        byte[] bytes = TorchFiles.zip(pickle.end(), Map.of("0", TorchFiles.floats(1, 2)));
        try (TorchFile file = TorchFile.ofMemory("x.pt", MemorySegment.ofArray(bytes))) {
            float[] last = new float[3];
            file.require("tensor").reader().floats(999_999_997, last);
            assertThat(last).containsExactly(2, 2, 2);
            AtomicFile target = AtomicFile.open(folder.resolve("out"), Existing.REPLACE);
            TorchException e = catchThrowableOfType(
                    TorchException.class, () -> TorchConverter.convert(file, file.tensors(), target, Map.of()));
            assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE);
            assertThat(e).hasMessageContaining("its tensors would need 4000000000: expanded views");
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** To read it column by column would be to inflate it anew for each of its elements. */
    @Test
    void aCompressedViewByColumnsThatIsTooLargeToHoldIsRefused() throws IOException {
        long elements = 75_000_000;
        PickleWriter pickle = new PickleWriter();
        pickle.tensor("Float", "0", elements, 0, "8660 8660", "1 8660").run();
        byte[] incompressible = new byte[300_000];
        new Random(1).nextBytes(incompressible);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("top/data.pkl"));
            zip.write(pickle.end());
            zip.putNextEntry(new ZipEntry("top/data/0"));
            zip.write(incompressible);
        }
        byte[] bytes = out.toByteArray();
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length - 22 - "top/data/0".length() - 46 + 24, (int) (elements * Float.BYTES));
        try (TorchFile file = TorchFile.ofMemory("x.pt", MemorySegment.ofArray(bytes))) {
            TorchException e = catchThrowableOfType(
                    TorchException.class, () -> file.require("tensor").reader().floats(5, new float[1]));
            assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE);
            assertThat(e).hasMessageContaining("\"tensor\" is compressed, does not lie row by row, and spans 29998240");
        }
    }

    @Test
    void theStatisticsOfLatentsAreReadAsPyTorchWroteThem() throws IOException {
        int channels = 3;
        byte[] file = TorchFiles.zip(
                LatentsStatsFile.pickle(channels),
                Map.of("0", TorchFiles.floats(1, 2, 3), "1", TorchFiles.floats(4, 5, 6)));
        try (TorchFile stats = TorchFile.ofMemory("stats.pt", MemorySegment.ofArray(file))) {
            assertThat(stats.weights().keySet()).containsExactly("mean", "std");
            assertThat(stats.require("std").shape()).isEqualTo(List.of(1L, 3L, 1L, 1L));
            float[] std = new float[3];
            stats.require("std").reader().floats(0, std);
            assertThat(std).containsExactly(4, 5, 6);
        }
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        try (TorchFile file = TorchFile.open(GOLDENS.resolve("zip.pth"))) {
            TorchException e = catchThrowableOfType(TorchException.class, () -> file.require("ema.w"));
            assertThat(e.kind()).isEqualTo(Kind.MISSING_TENSOR);
            assertThat(e).hasMessageContaining("has no tensor \"ema.w\"");
        }
        assertThat(catchThrowableOfType(FileAccessException.class, () -> TorchFile.open(GOLDENS.resolve("absent.pth")))
                        .kind())
                .isEqualTo(FileAccessException.Kind.NOT_FOUND);
    }

    @Test
    void nothingIsReadFromAClosedFile() throws IOException {
        TorchFile file = TorchFile.open(GOLDENS.resolve("zip.pth"));
        TorchTensor weight = file.require("ema.weight");
        file.close();
        assertThatThrownBy(() -> weight.reader().floats(0, new float[1])).isInstanceOf(FileAccessException.class);
    }

    /** Weights of many machines: all names wrapped, and not the averaged ones. */
    @Test
    void theModelIsTakenWhereThereAreNoAveragedWeights() throws IOException {
        PickleWriter pickle = new PickleWriter();
        pickle.dict(
                "model",
                        (Runnable) () -> pickle.dict(
                                "module.a", pickle.tensor("Float", "0", 2, 0, "2", "1"),
                                "module.b", pickle.tensor("Float", "0", 2, 1, "", "")),
                "steps", (Runnable) () -> pickle.integer(5));
        byte[] file = TorchFiles.zip(pickle.end(), Map.of("0", TorchFiles.floats(1, 2)));
        try (TorchFile checkpoint = TorchFile.ofMemory("c.pt", MemorySegment.ofArray(file))) {
            assertThat(checkpoint.weights().keySet()).containsExactly("a", "b");
            assertThat(checkpoint.tensors().keySet()).containsExactly("model.module.a", "model.module.b");
            TorchTensor b = checkpoint.weights().get("b");
            assertThat(b.name()).isEqualTo("b");
            assertThat(b.dtype()).isEqualTo(Dtype.F32);
            assertThat(b.shape()).isEmpty();
            assertThat(MemorySegment.ofArray(bytes(b)).get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0))
                    .isEqualTo(2);
        }
    }
}
