package vtp.kernels;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.assertj.core.api.Assertions;

/** Compares what two implementations made of the same input. */
final class Twins {

    /** Sizes on both sides of every vector width. */
    static final int[] SIZES = {1, 7, 8, 9, 15, 16, 17, 31, 33, 64, 207, 768};

    static final Kernels SCALAR = new ScalarKernels();

    private Twins() {}

    /**
     * Runs {@code operation} in place on two copies of {@code input}, by both implementations: no result may be further
     * apart than {@code tolerance}.
     */
    static void compareInPlace(Kernels simd, GuardedMat input, double tolerance, BiConsumer<Kernels, Mat> operation) {
        GuardedMat expected = input.copy();
        operation.accept(SCALAR, expected.view());
        operation.accept(simd, input.view());
        assertClose(input, expected, tolerance);
    }

    /** Runs {@code operation} from {@code input} to an output of the same size. */
    static void compare(Kernels simd, GuardedMat input, double tolerance, Operation operation) {
        GuardedMat before = input.copy();
        GuardedMat expected = new GuardedMat(input.view().rows(), input.view().cols());
        GuardedMat actual = expected.copy();
        operation.accept(SCALAR, input.view(), expected.view());
        operation.accept(simd, input.view(), actual.view());
        assertClose(actual, expected, tolerance);
        assertClose(input, before, 0);
    }

    /** An operation of an input and an output. */
    @FunctionalInterface
    interface Operation {
        void accept(Kernels kernels, Mat input, Mat output);
    }

    /** {@link #assertClose(Mat, Mat, double)}, and nothing around {@code actual} is touched. */
    static void assertClose(GuardedMat actual, GuardedMat expected, double tolerance) {
        assertClose(actual.view(), expected.view(), tolerance);
        actual.assertGuardsUntouched();
    }

    /** No two values are further apart than {@code tolerance}; NaN and infinities are at the same places. */
    static void assertClose(Mat actual, Mat expected, double tolerance) {
        float[] a = actual.toArray();
        float[] e = expected.toArray();
        for (int i = 0; i < e.length; i++) {
            boolean close = Float.compare(a[i], e[i]) == 0 || Math.abs((double) a[i] - e[i]) <= tolerance;
            if (!close) {
                Assertions.fail(
                        "row %d, column %d is %s, not %s ± %s",
                        i / expected.cols(), i % expected.cols(), a[i], e[i], tolerance);
            }
        }
    }

    /** Equal to the bit. */
    static void assertSameBits(Mat actual, Mat expected) {
        Assertions.assertThat(bits(actual)).isEqualTo(bits(expected));
    }

    private static int[] bits(Mat m) {
        float[] values = m.toArray();
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }

    static float[] randomVector(int length, double centre, double scale, long seed) {
        float[] values = GuardedMat.random(1, length, scale, seed).view().toArray();
        for (int i = 0; i < length; i++) {
            values[i] += (float) centre;
        }
        return values;
    }
}
