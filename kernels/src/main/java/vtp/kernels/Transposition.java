package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.Arena;
import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Makes columns of rows, as many rows at a time as a vector has lanes, L. They are seen as squares of L × L beside each
 * other, and of each square the rows of its upper half are interleaved with those of its lower: after log₂ L such
 * perfect shuffles it is transposed (Stone, IEEE Transactions on Computers C-20, 1971, 153–161).
 *
 * <p>One thread's; its memory grows and is used again.
 */
final class Transposition implements AutoCloseable {

    /** Lanes of a vector, rows of a square. */
    static final int LANES = SPECIES.length();

    private static final int ROUNDS = Integer.numberOfTrailingZeros(LANES);

    /** Of two vectors one after the other, the lanes that interleave the first half of each; and the second half. */
    private static final VectorShuffle<Float> LOW = VectorShuffle.makeZip(SPECIES, 0);

    private static final VectorShuffle<Float> HIGH = VectorShuffle.makeZip(SPECIES, 1);

    private final NativeBuffer strips;

    Transposition(Supplier<Arena> arenas) {
        strips = new NativeBuffer(arenas);
    }

    /**
     * target[c][r] = scale · x[first + r][column + c] for r &lt; rows, c &lt; width.
     *
     * @param rows at most {@link #LANES}
     * @param target the address of whole vectors, as many as {@code width} rounded up to whole squares; what is not of
     *     {@code x} is undefined there
     * @param stepBytes from a row of the target to the next
     */
    void transpose(Mat x, int first, int rows, int column, int width, float scale, long target, long stepBytes) {
        int squares = Math.ceilDiv(width, LANES);
        long rowBytes = squares * Tile.VECTOR_BYTES;
        long stripBytes = LANES * rowBytes;
        long from = strips.reserve(2 * stripBytes);
        long to = from + stripBytes;
        scaleLoop(x.address(first, column), x.strideFloats() * Float.BYTES, rows, width, scale, from, rowBytes);
        for (int round = 1; round < ROUNDS; round++) {
            interleaveLoop(from, squares, to, rowBytes, Tile.VECTOR_BYTES);
            long other = from;
            from = to;
            to = other;
        }
        interleaveLoop(from, squares, target, stepBytes, LANES * stepBytes);
    }

    @Override
    public void close() {
        strips.close();
    }

    private static void scaleLoop(long from, long fromBytes, int rows, int width, float scale, long to, long toBytes) {
        int end = SPECIES.loopBound(width);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < end; c += LANES) {
                store(load(from + r * fromBytes, offset(c)).mul(scale), to + r * toBytes, offset(c));
            }
        }
        if (end < width) {
            scaleRest(from, fromBytes, rows, end, width, scale, to, toBytes);
        }
    }

    private static void scaleRest(
            long from, long fromBytes, int rows, int c, int width, float scale, long to, long toBytes) {
        VectorMask<Float> inside = SPECIES.indexInRange(c, width);
        for (int r = 0; r < rows; r++) {
            store(load(from + r * fromBytes, offset(c), inside).mul(scale), to + r * toBytes, offset(c));
        }
    }

    /** Squares stand beside each other at {@code from}, and {@code squareBytes} apart at {@code to}. */
    private static void interleaveLoop(long from, int squares, long to, long toRowBytes, long squareBytes) {
        long rowBytes = squares * Tile.VECTOR_BYTES;
        long halfBytes = rowBytes * LANES / 2;
        for (int r = 0; r < LANES / 2; r++) {
            long upper = from + r * rowBytes;
            long even = to + 2L * r * toRowBytes;
            for (int s = 0; s < squares; s++) {
                FloatVector a = load(upper, 0);
                FloatVector b = load(upper + halfBytes, 0);
                store(a.rearrange(LOW, b), even, 0);
                store(a.rearrange(HIGH, b), even + toRowBytes, 0);
                upper += Tile.VECTOR_BYTES;
                even += squareBytes;
            }
        }
    }
}
