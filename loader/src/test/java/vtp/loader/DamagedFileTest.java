package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A good file cut short anywhere, with any bit of its header flipped, or cut short while it is read. */
class DamagedFileTest {
    private static final byte[] GOOD = Fixtures.bytes(Fixtures.testdata("python.safetensors"));

    @Test
    void everyTruncationIsRefused(@TempDir Path folder) throws IOException {
        for (int length = 0; length < GOOD.length; length++) {
            byte[] cut = Arrays.copyOf(GOOD, length);
            Path file = Files.write(folder.resolve("cut.safetensors"), cut);
            assertThatThrownBy(() -> Fixtures.open(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(SafetensorsException.class);
            assertThatThrownBy(() -> Checkpoint.open(file)).isInstanceOf(SafetensorsException.class);
        }
        assertThat(Fixtures.open(GOOD).tensors()).hasSize(6);
    }

    @Test
    void everyFlippedBitOfTheHeaderIsRefusedOrLoadsSoundly() throws IOException {
        int headerEnd = 8 + Byte.toUnsignedInt(GOOD[0]) + (GOOD[1] << 8);
        int refused = 0;
        for (int bit = 0; bit < headerEnd * 8; bit++) {
            byte[] flipped = GOOD.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try (Checkpoint checkpoint = Fixtures.open(flipped)) {
                for (TensorInfo tensor : checkpoint.tensors().values()) {
                    assertThat(tensor.dtype().byteSize(tensor.shape())).isEqualTo(tensor.byteSize());
                    Fixtures.data(checkpoint, tensor.name());
                }
            } catch (SafetensorsException e) {
                refused++;
            }
        }
        // Only names, metadata, blanks, and dtypes or shapes that amount to the same can change without notice.
        assertThat(refused).isBetween(headerEnd * 8 / 2, headerEnd * 8 - 1);
    }

    @Test
    void aFileCutShortAfterItWasOpenedFailsWithAnException(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("a.safetensors");
        Files.write(
                path,
                Fixtures.safetensors("{\"a\":{\"dtype\":\"U8\",\"shape\":[20000],\"data_offsets\":[0,20000]}}", 20000));
        try (Checkpoint checkpoint = Checkpoint.open(path);
                RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            TensorInfo a = checkpoint.tensors().get("a");
            for (long length : new long[] {file.length() - 1, 16384, 100, 0}) {
                file.setLength(length);
                FileAccessException e = catchThrowableOfType(
                        FileAccessException.class, () -> checkpoint.copy(a, 0, MemorySegment.ofArray(new byte[20000])));
                assertThat(e.kind()).isEqualTo(FileAccessException.Kind.SHRANK);
                assertThat(e).hasMessageContaining("has " + length + " bytes left");
            }
        }
    }

    /** Cuts the file at random moments of the copying, many of them between the first read and the last. */
    @Test
    void aFileCutShortWhileItIsReadFailsWithAnException(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("big.safetensors");
        int bytes = 12 << 20;
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + bytes + "],\"data_offsets\":[0," + bytes + "]}}";
        byte[] content = Fixtures.safetensors(header.getBytes(StandardCharsets.UTF_8), bytes);
        MemorySegment into = MemorySegment.ofArray(new byte[bytes]);
        int shrank = 0;
        for (int round = 0; round < 30; round++) {
            Files.write(path, content);
            try (Checkpoint checkpoint = Checkpoint.open(path);
                    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                TensorInfo a = checkpoint.tensors().get("a");
                CountDownLatch copying = new CountDownLatch(1);
                long nanos = round * 100_000L;
                Thread cutter = Thread.ofPlatform().start(() -> cutAfter(copying, nanos, file));
                copying.countDown();
                try {
                    checkpoint.copy(a, 0, into);
                    assertThat(into.mismatch(MemorySegment.ofArray(content).asSlice(content.length - bytes)))
                            .isEqualTo(-1);
                } catch (FileAccessException e) {
                    assertThat(e.kind()).isEqualTo(FileAccessException.Kind.SHRANK);
                    shrank++;
                }
                cutter.join();
            }
        }
        assertThat(shrank).isPositive();
    }

    private static void cutAfter(CountDownLatch start, long nanos, RandomAccessFile file) {
        try {
            start.await();
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < nanos) {
                Thread.onSpinWait();
            }
            file.setLength(5000);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
