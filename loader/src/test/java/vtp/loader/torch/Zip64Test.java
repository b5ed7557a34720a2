package vtp.loader.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.loader.ZipWriter;

/** A checkpoint of more than 4 GB, most of which is a hole in the file. */
class Zip64Test {
    private static final long LARGE_BYTES = (4L << 30) + (64 << 20);
    private static final MemorySegment ZEROS = Arena.ofAuto().allocate(16 << 20);

    @TempDir
    Path folder;

    /** Writes to a file, but for pieces as large as {@link #ZEROS}, in whose place it leaves a hole. */
    private record Sparse(FileChannel file) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            int count = source.remaining();
            if (count == ZEROS.byteSize()) {
                file.position(file.position() + count);
                source.position(source.limit());
                return count;
            }
            return file.write(source);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void largeStoragesAndThoseBehindThemAreRead() throws IOException {
        long elements = LARGE_BYTES / Float.BYTES;
        PickleWriter pickle = new PickleWriter();
        pickle.dict(
                "large",
                pickle.tensor("Float", "0", elements, 0, elements / 2 + " 2", "2 1"),
                "columns",
                pickle.tensor("Float", "0", elements, 0, "2 " + elements / 2, "1 2"),
                "behind",
                pickle.tensor("Float", "1", 3, 0, "3", "1"));
        Path path = folder.resolve("large.pt");
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            ZipWriter zip = new ZipWriter(new Sparse(file));
            byte[] bytes = pickle.end();
            zip.begin("large/data.pkl", bytes.length);
            zip.write(MemorySegment.ofArray(bytes));
            zip.begin("large/data/0", LARGE_BYTES);
            for (long at = ZEROS.byteSize(); at < LARGE_BYTES; at += ZEROS.byteSize()) {
                zip.write(ZEROS);
            }
            zip.write(ZEROS.asSlice(8));
            zip.write(MemorySegment.ofArray(TorchFiles.floats(7, 8)));
            zip.begin("large/data/1", 12);
            zip.write(MemorySegment.ofArray(TorchFiles.floats(1, 2, 3)));
            zip.finish();
        }
        assertThat(Files.size(path)).isGreaterThan(LARGE_BYTES);
        try (TorchFile torch = TorchFile.open(path)) {
            TorchTensor large = torch.require("large");
            assertThat(large.elementCount()).isEqualTo(elements);
            float[] last = new float[3];
            large.reader().floats(elements - 3, last);
            assertThat(last).containsExactly(0, 7, 8);
            // By columns of the whole: too far apart to be read at once.
            float[] ends = new float[2];
            torch.require("columns").reader().floats(elements / 2 - 2, ends);
            assertThat(ends).containsExactly(0, 7);
            torch.require("columns").reader().floats(elements - 2, ends);
            assertThat(ends).containsExactly(0, 8);
            float[] behind = new float[3];
            torch.require("behind").reader().floats(0, behind);
            assertThat(behind).containsExactly(1, 2, 3);
        }
    }
}
