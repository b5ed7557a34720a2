package vtp.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;

/**
 * A two-dimensional row-major view of float32 values outside the Java heap.
 *
 * <p>Element (r, c) stands at float {@code r · strideFloats + c} of {@code data}. The bounds are checked once, here;
 * the kernels rely on them. A view shares its memory: {@link #rows}, {@link #cols} and {@link #everyRow} copy nothing.
 *
 * @param data the memory, beginning at element (0, 0)
 * @param rows number of rows, at least 0
 * @param cols number of columns, at least 1
 * @param strideFloats distance between the beginnings of two rows, at least {@code cols}
 * @since 0.1.0
 */
public record Mat(MemorySegment data, int rows, int cols, long strideFloats) {

    private static final long ROW_ALIGNMENT_FLOATS = 16;

    /** Rows a multiple of this apart fall into the same set of the first-level cache and drive each other out. */
    private static final long ALIASING_FLOATS = 256;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the view does not fit into {@code data}, or that is an array of the Java heap
     */
    public Mat {
        if (!data.isNative()) {
            throw new IllegalArgumentException("matrix on the Java heap; kernels need memory outside it");
        }
        long needed = rows == 0 ? 0 : ((rows - 1) * strideFloats + cols) * Float.BYTES;
        if (rows < 0 || cols < 1 || strideFloats < cols || data.byteSize() < needed) {
            throw new IllegalArgumentException("matrix of " + rows + " × " + cols + " floats, rows " + strideFloats
                    + " floats apart, does not fit into " + data.byteSize() + " bytes");
        }
    }

    /** Returns a zeroed matrix whose rows begin on cache lines, a cache-friendly distance apart. */
    public static Mat allocate(SegmentAllocator allocator, int rows, int cols) {
        long stride = paddedStrideFloats(cols);
        return new Mat(allocator.allocate(Math.max(1, rows) * stride * Float.BYTES, 64), rows, cols, stride);
    }

    /** Returns the distance in floats at which {@link #allocate} lays rows of {@code cols} floats. */
    public static long paddedStrideFloats(int cols) {
        long stride = (cols + ROW_ALIGNMENT_FLOATS - 1) / ROW_ALIGNMENT_FLOATS * ROW_ALIGNMENT_FLOATS;
        return stride % ALIASING_FLOATS == 0 ? stride + ROW_ALIGNMENT_FLOATS : stride;
    }

    /**
     * Returns a view of rows {@code from} to {@code from + count}.
     *
     * @throws IndexOutOfBoundsException if this matrix has not all of them
     */
    public Mat rows(int from, int count) {
        return everyRow(from, 1, count);
    }

    /**
     * Returns a view of rows {@code from, from + step, …}, {@code count} of them.
     *
     * @throws IndexOutOfBoundsException if this matrix has not all of them
     */
    public Mat everyRow(int from, int step, int count) {
        if (from < 0 || step < 1 || count < 0 || (count > 0 && from + (count - 1L) * step >= rows)) {
            throw new IndexOutOfBoundsException(count + " rows from " + from + " by " + step + " of " + rows);
        }
        return new Mat(data.asSlice(Math.min(offsetBytes(from, 0), data.byteSize())), count, cols, strideFloats * step);
    }

    /**
     * Returns a view of columns {@code from} to {@code from + count} of every row.
     *
     * @throws IndexOutOfBoundsException if this matrix has not all of them
     */
    public Mat cols(int from, int count) {
        if (from < 0 || count < 1 || from + count > cols) {
            throw new IndexOutOfBoundsException(count + " columns from " + from + " of " + cols);
        }
        return new Mat(rows == 0 ? data : data.asSlice(offsetBytes(0, from)), rows, count, strideFloats);
    }

    /** Returns the byte of {@link #data} at which element (row, col) begins. */
    public long offsetBytes(int row, int col) {
        return (row * strideFloats + col) * Float.BYTES;
    }

    /** Returns where element (row, col) stands in memory. */
    long address(int row, int col) {
        return data.address() + offsetBytes(row, col);
    }

    /** Returns element (row, col); for tests and edges, not for kernels. */
    public float get(int row, int col) {
        return data.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offsetBytes(row, col));
    }

    /** Sets element (row, col); for tests and edges, not for kernels. */
    public void set(int row, int col, float value) {
        data.set(ValueLayout.JAVA_FLOAT_UNALIGNED, offsetBytes(row, col), value);
    }

    /** Copies row {@code row} to {@code target} from index {@code from}. */
    public void copyRowTo(int row, float[] target, int from) {
        MemorySegment.copy(data, ValueLayout.JAVA_FLOAT_UNALIGNED, offsetBytes(row, 0), target, from, cols);
    }

    /** Copies {@code cols} floats of {@code source} from index {@code from} into row {@code row}. */
    public void copyRowFrom(int row, float[] source, int from) {
        MemorySegment.copy(source, from, data, ValueLayout.JAVA_FLOAT_UNALIGNED, offsetBytes(row, 0), cols);
    }

    /** Returns all values, row after row, without the padding: a new array of {@code rows · cols}. */
    public float[] toArray() {
        float[] values = new float[Math.multiplyExact(rows, cols)];
        for (int r = 0; r < rows; r++) {
            copyRowTo(r, values, r * cols);
        }
        return values;
    }
}
