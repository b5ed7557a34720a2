package vtp.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Writes a {@code .npz} file, as {@code numpy.savez} does, without having an array in memory: each is declared, then
 * its data is given in pieces of any size. Entries are stored; ZIP64 where they are large. The same arrays give the
 * same bytes.
 *
 * <pre>{@code
 * try (NpzWriter writer = new NpzWriter(AtomicFile.open(path, Existing.REPLACE))) {
 *     writer.begin("arr_0", Dtype.U8, List.of(50_000L, 256L, 256L, 3L));
 *     writer.write(picture);                                       // and the others
 *     writer.finish();
 * }
 * }</pre>
 *
 * <p>Without {@link #finish} no file appears. One thread at a time.
 *
 * @since 0.1.0
 */
public final class NpzWriter implements AutoCloseable {
    private final AtomicFile file;
    private final ZipWriter zip;

    /**
     * Begins a file.
     *
     * @param file where to; {@link #finish} commits it and {@link #close} closes it
     */
    public NpzWriter(AtomicFile file) {
        this.file = file;
        this.zip = new ZipWriter(file.channel());
    }

    /**
     * Begins an array, in C order; the one before must be complete.
     *
     * @param name without {@code .npy}
     * @param dtype as for {@link TensorWriter#npy(AtomicFile, Dtype, List)}
     * @param shape at most 32 dimensions
     * @throws IllegalArgumentException for another dtype or more dimensions, or if there is an array of this name
     * @throws IllegalStateException if data of the array before is missing
     * @throws FileAccessException if the file cannot be written
     */
    public void begin(String name, Dtype dtype, List<Long> shape) throws IOException {
        TensorSpec array = new TensorSpec(name, dtype, shape);
        byte[] header = NpyHeader.format(array.dtype(), array.shape());
        zip.begin(name + ".npy", Math.addExact(header.length, array.byteSize()));
        zip.write(MemorySegment.ofArray(header));
    }

    /**
     * Writes the next bytes of the array, little-endian.
     *
     * @throws IllegalArgumentException if that is more than was declared
     * @throws FileAccessException if the file cannot be written
     */
    public void write(MemorySegment data) throws IOException {
        zip.write(data);
    }

    /**
     * Ends the file and puts it in its place.
     *
     * @throws IllegalStateException if data is missing
     * @throws FileAccessException if the file cannot be written
     */
    public void finish() throws IOException {
        zip.finish();
        file.commit();
    }

    /** Gives up what is not finished: no file appears. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
