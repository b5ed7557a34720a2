package vtp.engine.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import vtp.kernels.Bf16;
import vtp.kernels.Workers;
import vtp.loader.Dtype;

/**
 * An embedding table (V, E) in the type that its file has: a call reads a few of its many rows, so none is converted
 * before.
 */
final class TokenTable {
    private static final int ROWS_AT_ONCE = 1024;

    private final MemorySegment data;
    private final Dtype dtype;
    private final int columns;

    private TokenTable(MemorySegment data, Dtype dtype, int columns) {
        this.data = data;
        this.dtype = dtype;
        this.columns = columns;
    }

    /**
     * Copies a table, its rows shared among {@code workers}; {@link UncheckedIOException} if it cannot be read or is
     * not finite.
     */
    static TokenTable load(FloatTensor tensor, SegmentAllocator memory, Workers workers) {
        long rows = tensor.info().shape().get(0);
        int columns = Math.toIntExact(tensor.info().shape().get(1));
        MemorySegment data = memory.allocate(tensor.info().byteSize(), 64);
        long rowBytes = (long) columns * tensor.info().dtype().bytes();
        workers.run(Math.toIntExact(Math.ceilDiv(rows, ROWS_AT_ONCE)), part -> {
            long from = (long) part * ROWS_AT_ONCE;
            int count = (int) Math.min(ROWS_AT_ONCE, rows - from);
            try {
                tensor.read(from * columns, new float[count * columns]); // refuses what is not finite
                tensor.checkpoint()
                        .copy(tensor.info(), from * rowBytes, data.asSlice(from * rowBytes, count * rowBytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new TokenTable(data, tensor.info().dtype(), columns);
    }

    /** E. */
    int columns() {
        return columns;
    }

    /** Puts row {@code row} into the first E of {@code target}. */
    void read(int row, float[] target) {
        long first = (long) row * columns;
        for (int c = 0; c < columns; c++) {
            target[c] = get(first + c);
        }
    }

    private float get(long index) {
        return switch (dtype) {
            case F32 -> data.getAtIndex(ValueLayout.JAVA_FLOAT, index);
            case BF16 -> Bf16.fromBits(data.getAtIndex(ValueLayout.JAVA_SHORT, index));
            case F16 -> Float.float16ToFloat(data.getAtIndex(ValueLayout.JAVA_SHORT, index));
            default -> (float) data.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
        };
    }
}
