package vtp.loader;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * An array of a {@code .npy} file, NumPy's format: versions 1.0, 2.0 and 3.0, little-endian, of any type of numbers
 * that {@link Dtype} has. {@link TensorWriter#npy} writes them.
 *
 * @param dtype its element type
 * @param shape its dimensions; empty for a scalar
 * @param data its bytes, row by row, whatever order they have in the file; aligned to 64 bytes
 * @since 0.1.0
 */
public record Npy(Dtype dtype, List<Long> shape, MemorySegment data) {
    /**
     * Reads a file whole.
     *
     * @throws NpyException if it is malformed, or holds what is not supported
     * @throws FileAccessException if it is missing or unreadable
     */
    public static Npy read(Path path) throws IOException {
        try (Bytes file = DiskFile.open(path)) {
            return read(file);
        }
    }

    /**
     * Reads a file held in memory.
     *
     * @param name what messages call it
     * @param bytes the whole file; its data is copied
     * @throws NpyException as {@link #read(Path)}
     */
    public static Npy ofMemory(String name, MemorySegment bytes) throws IOException {
        return read(Bytes.ofMemory(name, bytes));
    }

    static Npy read(Bytes file) throws IOException {
        NpyHeader header = NpyHeader.read(file);
        MemorySegment data = Arena.ofAuto().allocate(file.size() - header.dataBegin(), 64);
        file.copy(header.dataBegin(), data);
        return new Npy(header.dtype(), header.shape(), header.fortranOrder() ? rowByRow(header, data) : data);
    }

    /** Returns data whose first index runs fastest with its last index fastest: column by column becomes row by row. */
    private static MemorySegment rowByRow(NpyHeader header, MemorySegment data) {
        List<Long> shape = header.shape();
        int bytes = header.dtype().bytes();
        MemorySegment rows = Arena.ofAuto().allocate(data.byteSize(), 64);
        long[] index = new long[shape.size()];
        for (long to = 0; to < data.byteSize(); to += bytes) {
            long from = 0;
            for (int i = shape.size() - 1; i >= 0; i--) {
                from = from * shape.get(i) + index[i];
            }
            MemorySegment.copy(data, from * bytes, rows, to, bytes);
            for (int i = shape.size() - 1; i >= 0 && ++index[i] == shape.get(i); i--) {
                index[i] = 0;
            }
        }
        return rows;
    }
}
