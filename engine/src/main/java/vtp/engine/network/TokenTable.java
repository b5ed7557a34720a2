package vtp.engine.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import vtp.kernels.Workers;
import vtp.loader.Dtype;
import vtp.loader.FloatReader;

/**
 * An embedding table (V, E) in the type that its file has: a call reads a few of its many rows, so none is converted
 * before.
 *
 * @since 0.1.0
 */
public final class TokenTable {
    private static final int ROWS_AT_ONCE = 1024;

    private final MemorySegment data;
    private final Dtype dtype;
    private final int columns;
    private final long strideBytes;

    private TokenTable(MemorySegment data, Dtype dtype, int columns, long strideBytes) {
        this.data = data;
        this.dtype = dtype;
        this.columns = columns;
        this.strideBytes = strideBytes;
    }

    /**
     * Copies a table, its rows shared among {@code workers}; {@link UncheckedIOException} if it cannot be read or is
     * not finite.
     */
    static TokenTable load(WeightTensor tensor, SegmentAllocator memory, Workers workers) {
        long rows = tensor.stored().shape().get(0);
        int columns = Math.toIntExact(tensor.stored().shape().get(1));
        MemorySegment data = memory.allocate(tensor.stored().byteSize(), 64);
        long rowBytes = (long) columns * tensor.stored().dtype().bytes();
        workers.run(Math.toIntExact(Math.ceilDiv(rows, ROWS_AT_ONCE)), part -> {
            long from = (long) part * ROWS_AT_ONCE;
            int count = (int) Math.min(ROWS_AT_ONCE, rows - from);
            try {
                tensor.read(from * columns, new float[count * columns]); // refuses what is not finite
                tensor.stored().copy(from * columns, data.asSlice(from * rowBytes, count * rowBytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new TokenTable(data, tensor.stored().dtype(), columns, rowBytes);
    }

    /** A table whose rows are all zeros, for networks without a checkpoint. */
    static TokenTable zeros(int columns) {
        return new TokenTable(MemorySegment.ofArray(new float[columns]), Dtype.F32, columns, 0);
    }

    /** E. */
    public int columns() {
        return columns;
    }

    /** Puts row {@code row} into {@code target} (E). */
    public void read(int row, float[] target) {
        FloatReader.decode(dtype, data.asSlice(row * strideBytes, (long) columns * dtype.bytes()), target);
    }
}
