package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Safetensors files as written by us. */
class TensorWriterTest {
    @TempDir
    Path folder;

    private AtomicFile target() throws IOException {
        return AtomicFile.open(folder.resolve("out.safetensors"), AtomicFile.Existing.REPLACE);
    }

    private void assertNothingWritten() {
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void writesPythonsFileToTheByteInPiecesOfAnySize(int pieceBytes) throws IOException {
        byte[] python = Fixtures.bytes(Fixtures.testdata("python.safetensors"));
        ByteArrayOutputStream ours = new ByteArrayOutputStream();
        try (Checkpoint checkpoint = Fixtures.open(python)) {
            List<TensorInfo> inOrder = new ArrayList<>(checkpoint.tensors().values());
            inOrder.sort((a, b) -> a.beginBytes() != b.beginBytes()
                    ? Long.compare(a.beginBytes(), b.beginBytes())
                    : Long.compare(a.byteSize(), b.byteSize()));
            List<TensorSpec> specs = inOrder.stream()
                    .map(tensor -> new TensorSpec(tensor.name(), tensor.dtype(), tensor.shape()))
                    .toList();
            MemorySegment data =
                    MemorySegment.ofArray(python).asSlice(inOrder.get(0).beginBytes());
            try (TensorWriter writer = TensorWriter.safetensors(ours, specs, checkpoint.metadata())) {
                for (long at = 0; at < data.byteSize(); at += pieceBytes) {
                    writer.write(data.asSlice(at, Math.min(pieceBytes, data.byteSize() - at)));
                }
                writer.finish();
            }
        }
        assertThat(ours.toByteArray()).isEqualTo(python);
    }

    @Test
    void largeTensorsGoToAFileAsTheyCome() throws IOException {
        int floats = 1_000_003;
        List<TensorSpec> specs = List.of(
                TensorSpec.of("b", Dtype.F32, floats), TensorSpec.of("a", Dtype.F32, 7), TensorSpec.of("c", Dtype.U8));
        try (Arena arena = Arena.ofConfined();
                TensorWriter writer = TensorWriter.safetensors(target(), specs, Map.of("k", "v"))) {
            MemorySegment large = arena.allocate(ValueLayout.JAVA_FLOAT, floats);
            for (int i = 0; i < floats; i++) {
                large.setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
            }
            writer.write(large);
            writer.write(MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5, 6, 7}));
            writer.write(MemorySegment.ofArray(new byte[] {9}));
            writer.finish();
        }
        try (Checkpoint checkpoint = Checkpoint.open(folder.resolve("out.safetensors"))) {
            assertThat(checkpoint.metadata()).containsExactly(entry("k", "v"));
            TensorInfo b = checkpoint.tensors().get("b");
            assertThat(b.beginBytes() % 8).isZero();
            float[] values = new float[floats];
            checkpoint.copy(b, 0, MemorySegment.ofArray(values));
            for (int i = 0; i < floats; i++) {
                assertThat(values[i]).isEqualTo(i);
            }
            assertThat(Fixtures.data(checkpoint, "c")).containsExactly(9);
            assertThat(checkpoint.tensors().get("c").shape()).isEmpty();
        }
    }

    @Test
    void anEmptyFileIsValid() throws IOException {
        try (TensorWriter writer = TensorWriter.safetensors(target(), List.of(), Map.of())) {
            writer.finish();
        }
        try (Checkpoint checkpoint = Checkpoint.open(folder.resolve("out.safetensors"))) {
            assertThat(checkpoint.fileBytes()).isEqualTo(16);
            assertThat(checkpoint.tensors()).isEmpty();
        }
    }

    @Test
    void whatIsNotFinishedLeavesNothing() throws IOException {
        try (TensorWriter writer =
                TensorWriter.safetensors(target(), List.of(TensorSpec.of("a", Dtype.F32, 2)), Map.of())) {
            writer.write(MemorySegment.ofArray(new float[1]));
            assertThatThrownBy(writer::finish)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("\"a\", 4 bytes before its end");
        }
        assertNothingWritten();
    }

    @Test
    void moreThanWasDeclaredIsRefused() throws IOException {
        try (TensorWriter writer =
                TensorWriter.safetensors(target(), List.of(TensorSpec.of("a", Dtype.U8, 2)), Map.of())) {
            assertThatThrownBy(() -> writer.write(MemorySegment.ofArray(new byte[3])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertNothingWritten();
    }

    @Test
    void aHeaderThatNobodyCouldReadIsRefused() throws IOException {
        TensorSpec a = TensorSpec.of("a", Dtype.U8, 1);
        assertThatThrownBy(() -> TensorWriter.safetensors(target(), List.of(a, a), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        TensorWriter.safetensors(target(), List.of(TensorSpec.of("__metadata__", Dtype.U8)), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> TensorWriter.safetensors(target(), List.of(TensorSpec.of("\uD800", Dtype.U8)), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TensorWriter.safetensors(target(), List.of(a), Map.of("k\uDC00", "v")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TensorSpec.of("a", Dtype.U8, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TensorSpec.of("a", Dtype.F64, 1L << 61)).isInstanceOf(ArithmeticException.class);
        assertNothingWritten();
    }

    @Test
    void aStreamThatFailsFailsTheWriting() throws IOException {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no room");
            }
        };
        try (TensorWriter writer = TensorWriter.safetensors(full, List.of(), Map.of())) {
            assertThatThrownBy(writer::finish).isInstanceOf(IOException.class).hasMessage("no room");
        }
    }
}
