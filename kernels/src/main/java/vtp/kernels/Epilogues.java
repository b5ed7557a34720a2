package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;
import static vtp.kernels.VectorMath.fma;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * What is done to the sums of a {@link Tile} on their way into y: bias, activation, residual, gate. {@code sums} holds rows of {@link
 * Tile#COLUMNS}; those for y[row …][column …] are {@code columns} wide.
 */
final class Epilogues {

    /** Where the sums of the second operand of a gate begin. */
    static final long GATE_BYTES = Tile.ROWS * Tile.STEP_BYTES;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private Epilogues() {}

    /** y = act(sums + bias). */
    static void store(
            MemorySegment sums,
            int rows,
            float[] bias,
            Activation activation,
            Mat y,
            int row,
            int column,
            int columns) {
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            FloatVector b = FloatVector.fromArray(SPECIES, bias, column + c, inside);
            for (int r = 0; r < rows; r++) {
                FloatVector sum =
                        load(sums, r * Tile.STEP_BYTES + (long) c * Float.BYTES).add(b);
                sum.intoMemorySegment(y.data(), y.offsetBytes(row + r, column + c), ORDER, inside);
            }
        }
        if (activation != Activation.IDENTITY) {
            for (int r = 0; r < rows; r++) {
                SimdElementwise.activate(y.data(), y.offsetBytes(row + r, column), columns, activation);
            }
        }
    }

    /** y += sums + bias. */
    static void add(MemorySegment sums, int rows, float[] bias, Mat y, int row, int column, int columns) {
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            FloatVector b = FloatVector.fromArray(SPECIES, bias, column + c, inside);
            for (int r = 0; r < rows; r++) {
                long at = y.offsetBytes(row + r, column + c);
                FloatVector branch =
                        load(sums, r * Tile.STEP_BYTES + (long) c * Float.BYTES).add(b);
                branch.add(FloatVector.fromMemorySegment(SPECIES, y.data(), at, ORDER, inside))
                        .intoMemorySegment(y.data(), at, ORDER, inside);
            }
        }
    }

    /** y += gamma ⊙ (sums + bias). */
    static void addScaled(
            MemorySegment sums, int rows, float[] bias, float[] gamma, Mat y, int row, int column, int columns) {
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            FloatVector b = FloatVector.fromArray(SPECIES, bias, column + c, inside);
            FloatVector g = FloatVector.fromArray(SPECIES, gamma, column + c, inside);
            for (int r = 0; r < rows; r++) {
                long at = y.offsetBytes(row + r, column + c);
                FloatVector branch =
                        load(sums, r * Tile.STEP_BYTES + (long) c * Float.BYTES).add(b);
                FloatVector old = FloatVector.fromMemorySegment(SPECIES, y.data(), at, ORDER, inside);
                fma(branch, g, old).intoMemorySegment(y.data(), at, ORDER, inside);
            }
        }
    }

    /** y = silu(sums + bias) ⊙ (second sums + gateBias). */
    static void gate(
            MemorySegment sums, int rows, float[] bias, float[] gateBias, Mat y, int row, int column, int columns) {
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            FloatVector b1 = FloatVector.fromArray(SPECIES, bias, column + c, inside);
            FloatVector b2 = FloatVector.fromArray(SPECIES, gateBias, column + c, inside);
            for (int r = 0; r < rows; r++) {
                long at = r * Tile.STEP_BYTES + (long) c * Float.BYTES;
                FloatVector gated = VectorMath.silu(load(sums, at).add(b1))
                        .mul(load(sums, GATE_BYTES + at).add(b2));
                gated.intoMemorySegment(y.data(), y.offsetBytes(row + r, column + c), ORDER, inside);
            }
        }
    }

    private static FloatVector load(MemorySegment sums, long offsetBytes) {
        return FloatVector.fromMemorySegment(SPECIES, sums, offsetBytes, ORDER);
    }
}
