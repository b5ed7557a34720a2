package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** npy files against NumPy's own. */
class NpyTest {
    @ParameterizedTest
    @CsvSource({
        "f4, F32, '1,4,3,2'",
        "f8, F64, '2'",
        "f2, F16, '5'",
        "i8, I64, ''",
        "u1, U8, '3,4'",
        "empty, F32, '3,0'",
    })
    void readsWhatNumpyWroteAndWritesItAgainToTheByte(String name, Dtype dtype, String shape) throws IOException {
        Path path = Fixtures.testdata(name + ".npy");
        Npy array = Npy.read(path);
        assertThat(array.dtype()).isEqualTo(dtype);
        assertThat(array.shape()).isEqualTo(dimensions(shape));
        assertThat(array.data().byteSize()).isEqualTo(dtype.byteSize(array.shape()));

        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (TensorWriter writer = TensorWriter.npy(copy, array.dtype(), array.shape())) {
            writer.write(array.data());
            writer.finish();
        }
        assertThat(copy.toByteArray()).isEqualTo(Fixtures.bytes(path));
    }

    private static List<Long> dimensions(String shape) {
        return shape.isEmpty()
                ? List.of()
                : Arrays.stream(shape.split(",")).map(Long::valueOf).toList();
    }

    @Test
    void valuesAreThoseOfNumpy() throws IOException {
        assertThat(Npy.read(Fixtures.testdata("i8.npy")).data().get(ValueLayout.JAVA_LONG, 0))
                .isEqualTo((1L << 40) + 1);
        assertThat(Npy.read(Fixtures.testdata("v2.npy")).data().toArray(ValueLayout.JAVA_FLOAT))
                .containsExactly(0, 1, 2);
        assertThat(Npy.read(Fixtures.testdata("u1.npy")).data().toArray(ValueLayout.JAVA_BYTE))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void columnsBecomeRows() throws IOException {
        Npy array = Npy.read(Fixtures.testdata("fortran.npy"));
        byte[] file = Fixtures.bytes(Fixtures.testdata("fortran.npy"));
        assertThat(new String(file, StandardCharsets.ISO_8859_1)).contains("'fortran_order': True");
        MemorySegment columns =
                MemorySegment.ofArray(file).asSlice(file.length - array.data().byteSize());
        int height = Math.toIntExact(array.shape().get(0));
        int width = Math.toIntExact(array.shape().get(1));
        assertThat(height).isGreaterThan(1);
        assertThat(width).isGreaterThan(1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                assertThat(array.data().getAtIndex(ValueLayout.JAVA_FLOAT, y * width + x))
                        .isEqualTo(columns.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * (x * height + y)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "big-endian, >f4",
        "fields, not a dictionary",
        "pickle, |O",
    })
    void whatIsNotSupportedIsNamed(String name, String message) {
        assertThatThrownBy(() -> Npy.read(Fixtures.testdata(name + ".npy")))
                .isInstanceOf(NpyException.class)
                .hasMessageStartingWith(Fixtures.testdata(name + ".npy").toString())
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{'descr': '<f4', 'fortran_order': False}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1)",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1.0,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807,9)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': [1]}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (1,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': (1,)}",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
                "{'descr': 'O', 'fortran_order': False, 'shape': (1,)}",
            })
    void malformedHeadersAreRefused(String header) {
        assertThatThrownBy(() -> Npy.ofMemory("x.npy", MemorySegment.ofArray(npy(header))))
                .isInstanceOf(NpyException.class);
    }

    @Test
    void aLooselyWrittenHeaderLoads() throws IOException {
        byte[] file = npy("{ \"shape\" :( 1 ,),'fortran_order':False,'descr':\"<f4\" }\n");
        assertThat(Npy.ofMemory("x.npy", MemorySegment.ofArray(file)).shape()).containsExactly(1L);
    }

    /** An npy file of this header, with four bytes of data. */
    private static byte[] npy(String header) {
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0};
        byte[] file = Arrays.copyOf(start, start.length + header.length() + 4);
        System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, file, start.length, header.length());
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"f4", "v2"})
    void everyTruncationIsRefused(String name) {
        byte[] good = Fixtures.bytes(Fixtures.testdata(name + ".npy"));
        for (int length = 0; length < good.length; length++) {
            MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(good, length));
            assertThatThrownBy(() -> Npy.ofMemory("cut.npy", cut)).isInstanceOf(NpyException.class);
        }
        MemorySegment longer = MemorySegment.ofArray(Arrays.copyOf(good, good.length + 1));
        assertThatThrownBy(() -> Npy.ofMemory("longer.npy", longer)).isInstanceOf(NpyException.class);
    }

    @Test
    void writesToAFileToo(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("a.npy");
        AtomicFile file = AtomicFile.open(path, AtomicFile.Existing.REPLACE);
        try (TensorWriter writer = TensorWriter.npy(file, Dtype.F32, List.of(2L))) {
            writer.write(MemorySegment.ofArray(new float[] {1, 2}));
            writer.finish();
        }
        assertThat(Npy.read(path).data().toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1, 2);
        assertThat(Files.size(path)).isEqualTo(136);
        AtomicFile other = AtomicFile.open(path, AtomicFile.Existing.REPLACE);
        assertThatThrownBy(() -> TensorWriter.npy(other, Dtype.BF16, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }
}
