package vtp.engine.tensor;

import java.util.Arrays;

/**
 * Looks for NaN and infinities in what goes into a model and comes out of it, so that none becomes a black picture.
 *
 * @since 0.1.0
 */
public final class FiniteCheck {

    private FiniteCheck() {}

    /** Index of the first of the first {@code count} values that is NaN or infinite, or −1. */
    public static int firstNot(float[] values, int count) {
        float largest = 0;
        for (int i = 0; i < count; i++) { // a reduction that the compiler turns into vector code; NaN goes through max
            largest = Math.max(largest, Math.abs(values[i]));
        }
        if (largest <= Float.MAX_VALUE) {
            return -1;
        }
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Refuses values of a caller that are not finite.
     *
     * @param name what messages call the values
     * @param shape of the values, for the place that the message names
     * @throws IllegalArgumentException if one is not
     */
    public static void requireInput(String name, float[] values, int... shape) {
        int bad = firstNot(values, values.length);
        if (bad >= 0) {
            throw new IllegalArgumentException(
                    "the " + name + " hold " + values[bad] + " at " + position(bad, shape) + ", but must be finite");
        }
    }

    /**
     * Refuses computed values that are not finite.
     *
     * @param name what messages call the values
     * @param shape of the values, for the place that the message names
     * @throws ArithmeticException if one is not
     */
    public static void requireResult(String name, float[] values, int... shape) {
        int bad = firstNot(values, values.length);
        if (bad >= 0) {
            throw new ArithmeticException("the " + name + " came out as " + values[bad] + " at " + position(bad, shape)
                    + ": the input or the model's weights are out of float32's range");
        }
    }

    private static String position(int index, int[] shape) {
        int[] position = new int[shape.length];
        int rest = index;
        for (int d = shape.length - 1; d >= 0; d--) {
            position[d] = rest % shape[d];
            rest /= shape[d];
        }
        return Arrays.toString(position);
    }
}
