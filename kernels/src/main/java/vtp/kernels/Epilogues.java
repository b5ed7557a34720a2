package vtp.kernels;

import static vtp.kernels.RawMemory.ALL;
import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * What is done to the sums of a {@link Tile} on their way into y. At address {@code sums} stand rows of
 * {@link Tile#COLUMNS} values, whole vectors all of them, so that only the last step, into y, has to know how many
 * columns y has left.
 *
 * <p>Steps are small loops of their own, each over a tile that lies in the first-level cache: C2 compiles them soon,
 * and whole.
 */
final class Epilogues {

    /** Where the sums of the second operand of a gate begin. */
    static final long GATE_BYTES = Tile.MOST_ROWS * Tile.STEP_BYTES;

    private Epilogues() {}

    /** sums *= values[column …], a value for each of {@code columns} columns. */
    static void scaleColumnsLoop(long sums, int rows, float[] values, int column, int columns) {
        int end = SPECIES.loopBound(columns);
        for (int c = 0; c < end; c += SPECIES.length()) {
            FloatVector scale = FloatVector.fromArray(SPECIES, values, column + c);
            for (int r = 0; r < rows; r++) {
                long at = r * Tile.STEP_BYTES + offset(c);
                store(load(sums, at).mul(scale), sums, at);
            }
        }
        if (end < columns) {
            scaleRest(sums + offset(end), rows, values, column + end, columns - end);
        }
    }

    private static void scaleRest(long sums, int rows, float[] values, int column, int columns) {
        FloatVector scale = FloatVector.fromArray(SPECIES, values, column, SPECIES.indexInRange(0, columns));
        for (int r = 0; r < rows; r++) {
            store(load(sums, r * Tile.STEP_BYTES).mul(scale), sums, r * Tile.STEP_BYTES);
        }
    }

    /** sums = silu(sums) ⊙ the sums of the gate's second operand. */
    static void gateLoop(long sums, int rows) {
        for (int i = 0; i < Tile.VECTORS * rows; i++) {
            long at = i * Tile.VECTOR_BYTES;
            store(VectorMath.silu(load(sums, at)).mul(load(sums, at + GATE_BYTES)), sums, at);
        }
    }

    /** y[row …][column …] = sums, {@code columns} wide. */
    static void copyTo(long sums, int rows, Mat y, int row, int column, int columns) {
        long to = y.address(row, column);
        long stepBytes = y.strideFloats() * Float.BYTES;
        if (columns == Tile.COLUMNS) {
            copyLoop(sums, rows, to, stepBytes);
        } else {
            for (int r = 0; r < rows; r++) {
                MemorySegment.copy(
                        ALL, sums + r * Tile.STEP_BYTES, ALL, to + r * stepBytes, (long) columns * Float.BYTES);
            }
        }
    }

    private static void copyLoop(long sums, int rows, long to, long stepBytes) {
        for (int r = 0; r < rows; r++) {
            long row = to + r * stepBytes;
            for (long at = 0; at < Tile.STEP_BYTES; at += Tile.VECTOR_BYTES) {
                store(load(sums, r * Tile.STEP_BYTES + at), row, at);
            }
        }
    }

    /** sums = max(0, sums); NaN stays NaN. */
    static void reluLoop(long sums, int rows) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int i = 0; i < Tile.VECTORS * rows; i++) {
            long at = i * Tile.VECTOR_BYTES;
            FloatVector v = load(sums, at);
            store(v.blend(zero, v.compare(VectorOperators.LT, zero)), sums, at);
        }
    }

    /** y[row …][column …] += sums, {@code columns} wide. */
    static void addTo(long sums, int rows, Mat y, int row, int column, int columns) {
        long to = y.address(row, column);
        long stepBytes = y.strideFloats() * Float.BYTES;
        if (columns == Tile.COLUMNS) {
            addLoop(sums, rows, to, stepBytes);
            return;
        }
        int end = SPECIES.loopBound(columns);
        for (int c = 0; c < end; c += SPECIES.length()) {
            addVectorsLoop(sums + offset(c), rows, to + offset(c), stepBytes);
        }
        if (end < columns) {
            addRest(sums + offset(end), rows, to + offset(end), stepBytes, columns - end);
        }
    }

    /** Whole rows of a tile at {@code to}, {@code stepBytes} apart, += sums. */
    static void addLoop(long sums, int rows, long to, long stepBytes) {
        for (int r = 0; r < rows; r++) {
            long row = to + r * stepBytes;
            for (long at = 0; at < Tile.STEP_BYTES; at += Tile.VECTOR_BYTES) {
                store(load(row, at).add(load(sums, r * Tile.STEP_BYTES + at)), row, at);
            }
        }
    }

    private static void addVectorsLoop(long sums, int rows, long to, long stepBytes) {
        for (int r = 0; r < rows; r++) {
            long row = to + r * stepBytes;
            store(load(row, 0).add(load(sums, r * Tile.STEP_BYTES)), row, 0);
        }
    }

    private static void addRest(long sums, int rows, long to, long stepBytes, int columns) {
        VectorMask<Float> inside = SPECIES.indexInRange(0, columns);
        for (int r = 0; r < rows; r++) {
            long row = to + r * stepBytes;
            store(load(row, 0, inside).add(load(sums, r * Tile.STEP_BYTES)), row, 0, inside);
        }
    }
}
