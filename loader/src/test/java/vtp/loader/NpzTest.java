package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of arrays, NumPy's own and ours. */
class NpzTest {
    private static final Path GOLDENS = Path.of("..", "testdata", "goldens", "eval");

    @TempDir
    Path folder;

    private static double[] doubles(Npy array) throws IOException {
        double[] values =
                new double[(int) (array.data().byteSize() / array.dtype().bytes())];
        FloatReader.of("x", array).doubles(0, values);
        return values;
    }

    /** The same statistics, once stored as F8, once deflated: mu as F4, sigma by columns. */
    @Test
    void statisticsAreReadInEitherForm() throws IOException {
        try (Npz stored = Npz.open(GOLDENS.resolve("stats.npz"));
                Npz deflated = Npz.open(GOLDENS.resolve("stats_compressed.npz"))) {
            assertThat(stored.arrays().keySet()).containsExactly("mu", "sigma");
            assertThat(deflated.arrays().keySet()).containsExactly("mu", "sigma");
            assertThat(stored.array("mu").shape()).containsExactly(16L);
            assertThat(deflated.array("sigma").shape()).containsExactly(16L, 16L);
            assertThat(stored.array("sigma").fortranOrder()).isFalse();
            assertThat(deflated.array("sigma").fortranOrder()).isTrue();
            assertThat(deflated.array("mu").dtype()).isEqualTo(Dtype.F32);
            assertThat(deflated.array("sigma").dtype()).isEqualTo(Dtype.F64);

            double[] sigma = doubles(stored.array("sigma").read());
            assertThat(doubles(deflated.array("sigma").read())).isEqualTo(sigma);
            double[] mu = doubles(stored.array("mu").read());
            float[] single = new float[16];
            deflated.array("mu").reader().floats(0, single);
            for (int i = 0; i < 16; i++) {
                assertThat(single[i]).isEqualTo((float) mu[i]);
            }
        }
    }

    /** As a batch of 50,000 pictures is read, which fits in no memory: block by block. */
    @Test
    void picturesAreReadBlockByBlock() throws IOException {
        try (Npz batch = Npz.open(GOLDENS.resolve("batch.npz"))) {
            Npz.Array pictures = batch.array("arr_0");
            assertThat(pictures.dtype()).isEqualTo(Dtype.U8);
            assertThat(pictures.shape()).containsExactly(2L, 64L, 64L, 3L);
            assertThat(pictures.byteSize()).isEqualTo(2 * 64 * 64 * 3);
            byte[] whole = pictures.read().data().toArray(ValueLayout.JAVA_BYTE);
            int rowBytes = 64 * 3;
            for (int row = 0; row < 128; row++) {
                byte[] block = new byte[rowBytes];
                pictures.copy((long) row * rowBytes, MemorySegment.ofArray(block));
                assertThat(block).isEqualTo(Arrays.copyOfRange(whole, row * rowBytes, (row + 1) * rowBytes));
            }
            assertThatThrownBy(() -> pictures.copy(whole.length, MemorySegment.ofArray(new byte[1])))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            Npz.Array labels = batch.array("arr_1");
            assertThat(labels.dtype()).isEqualTo(Dtype.I64);
            long[] read = new long[(int) labels.reader().elementCount()];
            labels.reader().longs(0, read);
            assertThat(read).isEqualTo(labels.read().data().toArray(ValueLayout.JAVA_LONG));
        }
    }

    @Test
    void whatWeWriteIsRead() throws IOException {
        Path path = folder.resolve("a.npz");
        try (NpzWriter writer = new NpzWriter(AtomicFile.open(path, AtomicFile.Existing.REPLACE))) {
            writer.begin("arr_0", Dtype.U8, List.of(3L, 2L));
            for (byte row = 0; row < 3; row++) {
                writer.write(MemorySegment.ofArray(new byte[] {row, (byte) -row}));
            }
            writer.begin("mu", Dtype.F64, List.of(2L));
            writer.write(MemorySegment.ofArray(new double[] {1.5, Math.PI}));
            assertThat(path).doesNotExist();
            writer.finish();
        }
        try (Npz read = Npz.open(path)) {
            assertThat(read.arrays().keySet()).containsExactly("arr_0", "mu");
            assertThat(read.array("arr_0").read().data().toArray(ValueLayout.JAVA_BYTE))
                    .containsExactly(0, 0, 1, -1, 2, -2);
            assertThat(doubles(read.array("mu").read())).containsExactly(1.5, Math.PI);
        }
    }

    @Test
    void anUnfinishedFileDoesNotAppear() throws IOException {
        Path path = folder.resolve("a.npz");
        try (NpzWriter writer = new NpzWriter(AtomicFile.open(path, AtomicFile.Existing.REPLACE))) {
            writer.begin("a", Dtype.F32, List.of(2L));
            writer.write(MemorySegment.ofArray(new float[1]));
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.begin("b", Dtype.BF16, List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anArchiveThatLiesAboutItsSizeIsRefused() throws IOException {
        byte[] npy = Files.readAllBytes(Path.of("..", "testdata", "loader", "f4.npy"));
        for (int change : new int[] {-1, 1}) {
            byte[] file = zip("mu.npy", Arrays.copyOf(npy, npy.length + change));
            assertThat(catchThrowableOfType(NpyException.class, () -> open(file)))
                    .isNotNull()
                    .hasMessageStartingWith("x.npz, entry \"mu.npy\": ")
                    .hasMessageContaining("bytes from byte 128 on, but there are");
        }
        byte[] good = zip("mu.npy", npy);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThat(catchThrowableOfType(LoaderException.class, () -> open(cut)))
                    .isNotNull();
        }
    }

    @Test
    void whatIsNoArchiveOfArraysIsNamed() throws IOException {
        byte[] other = zip("word/document.xml", new byte[3]);
        assertThat(catchThrowableOfType(NpyException.class, () -> open(other)))
                .hasMessageContaining("entry \"word/document.xml\", which is no array")
                .hasMessageContaining("an .npz file is needed");
        byte[] npy = Files.readAllBytes(Path.of("..", "testdata", "loader", "f4.npy"));
        assertThat(catchThrowableOfType(ZipException.class, () -> open(npy)))
                .hasMessageContaining("begins as a NumPy array (.npy)");
        byte[] torch = Files.readAllBytes(GOLDENS.resolve("pth").resolve("zip.pth"));
        assertThat(catchThrowableOfType(NpyException.class, () -> open(torch))).hasMessageContaining("a PyTorch file");
        try (Npz good = open(zip("mu.npy", npy))) {
            assertThat(catchThrowableOfType(NpyException.class, () -> good.array("sigma")))
                    .hasMessage("x.npz: has no array \"sigma\" but mu");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stats.npz", "stats_compressed.npz"})
    void everyChangedByteIsSurvived(String name) throws IOException {
        byte[] good = Files.readAllBytes(GOLDENS.resolve(name));
        int refused = 0;
        for (int at = 0; at < good.length; at += 3) {
            byte[] changed = good.clone();
            changed[at] ^= 0x15;
            try (Npz file = open(changed)) {
                for (Npz.Array array : file.arrays().values()) {
                    array.read();
                }
            } catch (LoaderException e) {
                assertThat(e.getMessage()).doesNotContain("\n");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] zip(String name, byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ZipWriter zip = new ZipWriter(Channels.newChannel(out));
        zip.begin(name, bytes.length);
        zip.write(MemorySegment.ofArray(bytes));
        zip.finish();
        return out.toByteArray();
    }

    private static Npz open(byte[] file) throws IOException {
        return Npz.ofMemory("x.npz", MemorySegment.ofArray(file));
    }

    /** An archive of many small entries must cost no more than its bytes, many times over. */
    @Test
    void aDeflatedArrayThatIsNotReadCostsLittle() throws IOException {
        byte[] header = NpyHeader.format(Dtype.F32, List.of(8L));
        byte[] array = Arrays.copyOf(header, header.length + 8 * Float.BYTES);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < 2000; i++) {
                zip.putNextEntry(new ZipEntry(i + ".npy"));
                zip.write(array);
            }
        }
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        try (Npz file = Npz.ofMemory("many.npz", MemorySegment.ofArray(out.toByteArray()))) {
            assertThat(file.arrays()).hasSize(2000);
            assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(50 << 20);
            float[] values = new float[8];
            file.array("1999").reader().floats(0, values);
            assertThat(values).containsOnly(0);
        }
    }
}
