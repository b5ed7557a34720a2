package vtp.kernels;

import static vtp.kernels.Memory.ALL;
import static vtp.kernels.Memory.load;
import static vtp.kernels.Memory.store;
import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * What is done to the sums of a {@link Tile} on their way into y. At address {@code sums} stand rows of {@link Tile#COLUMNS} values, whole vectors all of
 * them, so that only the last step, into y, has to know how many columns y has left.
 *
 * <p>Steps are small loops of their own, each over a tile that lies in the first-level cache: C2 compiles them soon, and whole.
 */
final class Epilogues {

    /** Where the sums of the second operand of a gate begin. */
    static final long GATE_BYTES = Tile.ROWS * Tile.STEP_BYTES;

    private static final long VECTOR_BYTES = Tile.STEP_BYTES / 2;

    private Epilogues() {}

    /** sums *= values[column …], a value for each column. */
    static void scaleColumns(long sums, int rows, float[] values, int column) {
        FloatVector left = FloatVector.fromArray(SPECIES, values, column);
        FloatVector right = FloatVector.fromArray(SPECIES, values, column + SPECIES.length());
        for (int r = 0; r < rows; r++) {
            long at = r * Tile.STEP_BYTES;
            store(load(sums, at).mul(left), sums, at);
            store(load(sums, at + VECTOR_BYTES).mul(right), sums, at + VECTOR_BYTES);
        }
    }

    /** sums = silu(sums) ⊙ the sums of the gate's second operand. */
    static void gate(long sums, int rows) {
        for (int i = 0; i < 2 * rows; i++) {
            long at = i * VECTOR_BYTES;
            store(VectorMath.silu(load(sums, at)).mul(load(sums, at + GATE_BYTES)), sums, at);
        }
    }

    /** y[row …][column …] = sums, {@code columns} wide. */
    static void copyTo(long sums, int rows, Mat y, int row, int column, int columns) {
        long to = y.address(row, column);
        long stepBytes = y.strideFloats() * Float.BYTES;
        if (columns == Tile.COLUMNS) {
            copy(sums, rows, to, stepBytes);
        } else {
            for (int r = 0; r < rows; r++) {
                MemorySegment.copy(
                        ALL, sums + r * Tile.STEP_BYTES, ALL, to + r * stepBytes, (long) columns * Float.BYTES);
            }
        }
    }

    private static void copy(long sums, int rows, long to, long stepBytes) {
        for (int r = 0; r < rows; r++) {
            long at = r * Tile.STEP_BYTES;
            long row = to + r * stepBytes;
            store(load(sums, at), row, 0);
            store(load(sums, at + VECTOR_BYTES), row, VECTOR_BYTES);
        }
    }

    /** y[row …][column …] += sums, {@code columns} wide. */
    static void addTo(long sums, int rows, Mat y, int row, int column, int columns) {
        long to = y.address(row, column);
        long stepBytes = y.strideFloats() * Float.BYTES;
        if (columns == Tile.COLUMNS) {
            add(sums, rows, to, stepBytes);
        } else {
            add(sums, rows, to, stepBytes, columns);
        }
    }

    private static void add(long sums, int rows, long to, long stepBytes) {
        for (int r = 0; r < rows; r++) {
            long at = r * Tile.STEP_BYTES;
            long row = to + r * stepBytes;
            store(load(row, 0).add(load(sums, at)), row, 0);
            store(load(row, VECTOR_BYTES).add(load(sums, at + VECTOR_BYTES)), row, VECTOR_BYTES);
        }
    }

    private static void add(long sums, int rows, long to, long stepBytes, int columns) {
        VectorMask<Float> left = SPECIES.indexInRange(0, columns);
        VectorMask<Float> right = SPECIES.indexInRange(SPECIES.length(), columns);
        for (int r = 0; r < rows; r++) {
            long at = r * Tile.STEP_BYTES;
            long row = to + r * stepBytes;
            store(load(row, 0, left).add(load(sums, at)), row, 0, left);
            store(load(row, VECTOR_BYTES, right).add(load(sums, at + VECTOR_BYTES)), row, VECTOR_BYTES, right);
        }
    }
}
