package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * What is done to the sums of a {@link Tile} on their way into y. {@code sums} holds rows of {@link Tile#COLUMNS} values, whole vectors all of
 * them, so that only the last step, into y, has to know how many columns y has left.
 *
 * <p>Steps are small loops of their own, each over a tile that lies in the first-level cache: C2 compiles them soon, and whole.
 */
final class Epilogues {

    /** Where the sums of the second operand of a gate begin. */
    static final long GATE_BYTES = Tile.ROWS * Tile.STEP_BYTES;

    private static final long VECTOR_BYTES = Tile.STEP_BYTES / 2;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private Epilogues() {}

    /** sums += values[column …], a value for each column. */
    static void addToColumns(MemorySegment sums, long offsetBytes, int rows, float[] values, int column) {
        FloatVector left = FloatVector.fromArray(SPECIES, values, column);
        FloatVector right = FloatVector.fromArray(SPECIES, values, column + SPECIES.length());
        for (int r = 0; r < rows; r++) {
            long at = offsetBytes + r * Tile.STEP_BYTES;
            load(sums, at).add(left).intoMemorySegment(sums, at, ORDER);
            load(sums, at + VECTOR_BYTES).add(right).intoMemorySegment(sums, at + VECTOR_BYTES, ORDER);
        }
    }

    /** sums *= values[column …], a value for each column. */
    static void scaleColumns(MemorySegment sums, int rows, float[] values, int column) {
        FloatVector left = FloatVector.fromArray(SPECIES, values, column);
        FloatVector right = FloatVector.fromArray(SPECIES, values, column + SPECIES.length());
        for (int r = 0; r < rows; r++) {
            long at = r * Tile.STEP_BYTES;
            load(sums, at).mul(left).intoMemorySegment(sums, at, ORDER);
            load(sums, at + VECTOR_BYTES).mul(right).intoMemorySegment(sums, at + VECTOR_BYTES, ORDER);
        }
    }

    /** sums = silu(sums) ⊙ the sums of the gate's second operand. */
    static void gate(MemorySegment sums, int rows) {
        for (long at = 0; at < rows * Tile.STEP_BYTES; at += VECTOR_BYTES) {
            VectorMath.silu(load(sums, at)).mul(load(sums, GATE_BYTES + at)).intoMemorySegment(sums, at, ORDER);
        }
    }

    /** y[row …][column …] = sums, {@code columns} wide. */
    static void store(MemorySegment sums, int rows, Mat y, int row, int column, int columns) {
        MemorySegment target = y.data();
        for (int r = 0; r < rows; r++) {
            long from = r * Tile.STEP_BYTES;
            long to = y.offsetBytes(row + r, column);
            if (columns == Tile.COLUMNS) {
                load(sums, from).intoMemorySegment(target, to, ORDER);
                load(sums, from + VECTOR_BYTES).intoMemorySegment(target, to + VECTOR_BYTES, ORDER);
            } else {
                MemorySegment.copy(sums, from, target, to, (long) columns * Float.BYTES);
            }
        }
    }

    /** y[row …][column …] += sums, {@code columns} wide. */
    static void add(MemorySegment sums, int rows, Mat y, int row, int column, int columns) {
        MemorySegment target = y.data();
        for (int r = 0; r < rows; r++) {
            long from = r * Tile.STEP_BYTES;
            long to = y.offsetBytes(row + r, column);
            if (columns == Tile.COLUMNS) {
                load(target, to).add(load(sums, from)).intoMemorySegment(target, to, ORDER);
                load(target, to + VECTOR_BYTES)
                        .add(load(sums, from + VECTOR_BYTES))
                        .intoMemorySegment(target, to + VECTOR_BYTES, ORDER);
            } else {
                for (long i = 0; i < (long) columns * Float.BYTES; i += Float.BYTES) {
                    float sum = target.get(ValueLayout.JAVA_FLOAT, to + i) + sums.get(ValueLayout.JAVA_FLOAT, from + i);
                    target.set(ValueLayout.JAVA_FLOAT, to + i, sum);
                }
            }
        }
    }

    private static FloatVector load(MemorySegment segment, long offsetBytes) {
        return FloatVector.fromMemorySegment(SPECIES, segment, offsetBytes, ORDER);
    }
}
