package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that must load, and what is in them. */
class CheckpointTest {
    @Test
    void readsWhatPythonWrote() throws IOException {
        Path path = Fixtures.testdata("python.safetensors");
        try (Checkpoint checkpoint = Checkpoint.open(path)) {
            assertThat(checkpoint.name()).isEqualTo(path.toString());
            assertThat(checkpoint.metadata()).containsExactly(entry("format", "np\n"));
            assertThat(checkpoint.fileBytes()).isEqualTo(Files.size(path));
            assertThat(checkpoint.fileSizes()).containsExactly(entry(path.toString(), Files.size(path)));
            String odd = "quote \" slash / back \\ tab \t bell \u0007 é 😀";
            assertThat(checkpoint.tensors().keySet()).containsExactly("bytes", "empty", "long", odd, "scalar", "truth");

            TensorInfo floats = checkpoint.tensors().get(odd);
            assertThat(floats.shape()).containsExactly(2L, 3L);
            assertThat(floats.dtype()).isEqualTo(Dtype.F32);
            assertThat(floats.elementCount()).isEqualTo(6);
            float[] values = new float[6];
            checkpoint.copy(floats, 0, MemorySegment.ofArray(values));
            assertThat(values).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);

            TensorInfo scalar = checkpoint.tensors().get("scalar");
            assertThat(scalar.shape()).isEmpty();
            assertThat(scalar.elementCount()).isEqualTo(1);
            double[] value = new double[1];
            checkpoint.copy(scalar, 0, MemorySegment.ofArray(value));
            assertThat(value).containsExactly(-1.5);

            TensorInfo empty = checkpoint.tensors().get("empty");
            assertThat(empty.shape()).containsExactly(0L, 3L);
            assertThat(empty.elementCount()).isZero();
            checkpoint.copy(empty, 0, MemorySegment.ofArray(new byte[0]));

            long[] longs = new long[1];
            checkpoint.copy(checkpoint.tensors().get("long"), 8, MemorySegment.ofArray(longs));
            assertThat(longs).containsExactly(Long.MAX_VALUE);
            assertThat(Fixtures.data(checkpoint, "truth")).containsExactly(1, 0, 1);
            assertThat(Fixtures.data(checkpoint, "bytes")).containsExactly(0, 1, 2, 3, 4);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " \t\r\n{} \t\r\n",
                "{\"__metadata__\":{}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,9223372036854775807,9],\"data_offsets\":[0,0]}}",
                "{\"../etc/passwd\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                "{\"\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                "{\"a\\u0000\\ud83d\\ude00\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                "{\"a\":{\"shape\":[0],\"x\":{\"y\":[1e999,null]},\"data_offsets\":[0,0],\"dtype\":\"F32\"}}",
                "{\"dtype\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
            })
    void oddButValidHeadersLoad(String header) throws IOException {
        try (Checkpoint checkpoint = Fixtures.open(Fixtures.safetensors(header, 0))) {
            assertThat(checkpoint.fileBytes()).isEqualTo(8 + header.length());
            assertThat(checkpoint.tensors().values()).allMatch(tensor -> tensor.elementCount() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Dtype.class)
    void everyDtypeLoads(Dtype dtype) throws IOException {
        int bytes = 3 * dtype.bytes();
        String header = "{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":[3],\"data_offsets\":[0," + bytes + "]}}";
        try (Checkpoint checkpoint = Fixtures.open(Fixtures.safetensors(header, bytes))) {
            TensorInfo a = checkpoint.tensors().get("a");
            assertThat(a.dtype()).isEqualTo(dtype);
            assertThat(a.elementCount()).isEqualTo(3);
            assertThat(Fixtures.data(checkpoint, "a")).hasSize(bytes).endsWith(bytes - 1);
        }
    }

    @Test
    void tensorsMayStandInAnyOrderOfTheHeaderAndOfTheirZeroSizes() throws IOException {
        String header = "{\"c\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[2,5]},"
                + "\"b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[2,2]},"
                + "\"d\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[5,5]},"
                + "\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}";
        try (Checkpoint checkpoint = Fixtures.open(Fixtures.safetensors(header, 5))) {
            assertThat(Fixtures.data(checkpoint, "a")).containsExactly(0, 1);
            assertThat(Fixtures.data(checkpoint, "c")).containsExactly(2, 3, 4);
        }
    }

    @Test
    void longNamesLoad() throws IOException {
        String name = "x".repeat(200_000);
        String header = "{\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
        assertThat(Fixtures.open(Fixtures.safetensors(header, 1)).tensors()).containsKey(name);
    }

    @Test
    void filesOver2GibAreReadWhereverTheDataLies(@TempDir Path folder) throws IOException {
        long first = (5L << 30) + 1;
        byte[] header = ("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + first + "],\"data_offsets\":[0," + first + "]},"
                        + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[" + first + "," + (first + 4)
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        Path path = folder.resolve("model.safetensors");
        long dataBegin = 8L + header.length;
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            file.write(ByteBuffer.wrap(Fixtures.safetensors(header, 0)));
            file.write(ByteBuffer.wrap(new byte[] {7}), dataBegin + first - 1);
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), dataBegin + first);
        }
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.tensors().get("a").elementCount()).isEqualTo(first);
            assertThat(Fixtures.data(checkpoint, "b")).containsExactly(1, 2, 3, 4);
            MemorySegment end = MemorySegment.ofArray(new byte[20 << 20]);
            checkpoint.copy(checkpoint.tensors().get("a"), first - end.byteSize(), end);
            assertThat(end.get(ValueLayout.JAVA_BYTE, end.byteSize() - 1)).isEqualTo((byte) 7);
            assertThat(end.get(ValueLayout.JAVA_BYTE, end.byteSize() - 2)).isZero();
        }
    }

    @Test
    void copyingChecksItsBounds() throws IOException {
        Checkpoint checkpoint = Checkpoint.open(Fixtures.testdata("python.safetensors"));
        TensorInfo bytes = checkpoint.tensors().get("bytes");
        MemorySegment three = MemorySegment.ofArray(new byte[3]);
        checkpoint.copy(bytes, 2, three);
        assertThat(three.toArray(ValueLayout.JAVA_BYTE)).containsExactly(2, 3, 4);
        assertThatThrownBy(() -> checkpoint.copy(bytes, 3, three)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> checkpoint.copy(bytes, -1, three)).isInstanceOf(IndexOutOfBoundsException.class);
        TensorInfo forged = new TensorInfo("bytes", Dtype.U8, List.of(9L), bytes.file(), 0, 9);
        assertThatThrownBy(() -> checkpoint.copy(forged, 0, three)).isInstanceOf(IllegalArgumentException.class);
        checkpoint.close();
        checkpoint.close();
        assertThatThrownBy(() -> checkpoint.copy(bytes, 0, three))
                .isInstanceOf(FileAccessException.class)
                .hasMessageContaining("already closed");
    }

    @Test
    void whatIsNoFileIsNamed(@TempDir Path folder) throws IOException {
        assertThat(kindOf(folder.resolve("absent.safetensors"))).isEqualTo(FileAccessException.Kind.NOT_FOUND);
        assertThat(kindOf(folder)).isEqualTo(FileAccessException.Kind.NOT_FOUND);
        Files.createDirectory(folder.resolve("model.safetensors"));
        assertThat(kindOf(folder)).isEqualTo(FileAccessException.Kind.UNREADABLE);
        Files.delete(folder.resolve("model.safetensors"));
        Files.createSymbolicLink(folder.resolve("model.safetensors"), Path.of("gone"));
        assertThat(kindOf(folder)).isEqualTo(FileAccessException.Kind.NOT_FOUND);
    }

    private static FileAccessException.Kind kindOf(Path path) {
        FileAccessException e = catchThrowableOfType(FileAccessException.class, () -> Checkpoint.open(path));
        assertThat(e).hasMessageStartingWith(path.toString());
        return e.kind();
    }
}
