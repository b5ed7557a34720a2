package vtp.generation;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import vtp.engine.image.Rgb;
import vtp.loader.AtomicFile;
import vtp.loader.Dtype;
import vtp.loader.NpzWriter;

/**
 * The sample file that tools for Fréchet distances read: an npz archive of {@code arr_0}, uint8 (N, H, W, 3), the
 * pictures, and {@code arr_1}, int64 (N), their labels. Pictures go to the file one by one.
 *
 * @since 0.1.0
 */
public final class SampleFile implements AutoCloseable {
    private final NpzWriter npz;
    private final int count;
    private final int height;
    private final int width;
    private int added;

    /**
     * Begins a file.
     *
     * @param file where to; it is closed by {@link #close}, and appears at {@link #finish}
     * @param count N
     * @param height H of every picture
     * @param width W of every picture
     */
    public SampleFile(AtomicFile file, int count, int height, int width) throws IOException {
        this.npz = new NpzWriter(file);
        this.count = count;
        this.height = height;
        this.width = width;
        npz.begin("arr_0", Dtype.U8, List.of((long) count, (long) height, (long) width, (long) Rgb.CHANNELS));
    }

    /**
     * Adds the next picture.
     *
     * @throws IllegalArgumentException if it has another size, or is one too many
     */
    public void add(Rgb picture) throws IOException {
        if (picture.height() != height || picture.width() != width || added == count) {
            throw new IllegalArgumentException("picture " + added + " of " + count + " has " + picture.height() + " × "
                    + picture.width() + " pixels, the others " + height + " × " + width);
        }
        npz.write(MemorySegment.ofArray(picture.data()));
        added++;
    }

    /**
     * Adds the labels, and puts the file in its place.
     *
     * @throws IllegalStateException if pictures or labels are missing
     */
    public void finish(int[] labels) throws IOException {
        if (labels.length != count) {
            throw new IllegalStateException(labels.length + " labels for " + count + " pictures");
        }
        npz.begin("arr_1", Dtype.I64, List.of((long) count));
        ByteBuffer bytes = ByteBuffer.allocate(labels.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int label : labels) {
            bytes.putLong(label);
        }
        npz.write(MemorySegment.ofArray(bytes.array()));
        npz.finish();
    }

    /** Gives up what is not finished. */
    @Override
    public void close() throws IOException {
        npz.close();
    }
}
