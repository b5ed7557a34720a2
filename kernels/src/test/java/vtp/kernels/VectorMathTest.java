package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class VectorMathTest {

    private static final int COUNT = 1 << 14;

    private static float[] apply(UnaryOperator<FloatVector> function, float... values) {
        int lanes = VectorMath.SPECIES.length();
        float[] padded = Arrays.copyOf(values, (values.length + lanes - 1) / lanes * lanes);
        for (int i = 0; i < values.length; i += lanes) {
            function.apply(FloatVector.fromArray(VectorMath.SPECIES, padded, i)).intoArray(padded, i);
        }
        return Arrays.copyOf(padded, values.length);
    }

    /** No result is off by more than {@code ulps} units of its last place. */
    private static void assertAccurate(
            UnaryOperator<FloatVector> function, DoubleUnaryOperator exact, double from, double to, double ulps) {
        float[] x = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            x[i] = (float) (from + (to - from) * i / (COUNT - 1));
        }
        float[] y = apply(function, x);
        for (int i = 0; i < COUNT; i++) {
            double expected = exact.applyAsDouble(x[i]);
            double error = Math.abs(y[i] - expected) / Math.ulp((float) expected);
            assertThat(error)
                    .as("ulps at %s: %s, exactly %s", x[i], y[i], expected)
                    .isLessThanOrEqualTo(ulps);
        }
    }

    private static double gelu(double x) {
        return x * 0.5 * Erf.erfc(-x / Math.sqrt(2));
    }

    @Test
    void exp() {
        assertAccurate(VectorMath::exp, Math::exp, -87.33, 88.72, 1.1);
        assertAccurate(VectorMath::exp, Math::exp, -1, 1, 1.1);
    }

    @Test
    void expAtTheEnds() {
        float[] y = apply(
                VectorMath::exp,
                Float.NEGATIVE_INFINITY,
                -1e30f,
                -88,
                0,
                -0f,
                88.72284f,
                1e30f,
                Float.POSITIVE_INFINITY,
                Float.NaN,
                Float.intBitsToFloat(0x7FC00001),
                Float.intBitsToFloat(0xFFFFFFFF));
        float inf = Float.POSITIVE_INFINITY;
        assertThat(y).containsExactly(0, 0, 0, 1, 1, inf, inf, inf, Float.NaN, Float.NaN, Float.NaN);
    }

    @Test
    void geluRelativeToItselfDownToTheSmallestNumbers() {
        assertAccurate(VectorMath::gelu, VectorMathTest::gelu, -1, 1, 4.5);
        assertAccurate(VectorMath::gelu, VectorMathTest::gelu, -5, -1, 5);
        assertAccurate(VectorMath::gelu, VectorMathTest::gelu, -12.5, -5, 9);
        assertAccurate(VectorMath::gelu, VectorMathTest::gelu, 1, 20, 3);
        assertAccurate(VectorMath::gelu, VectorMathTest::gelu, -1e-6, 1e-6, 4);
    }

    @Test
    void siluAndQuickGelu() {
        assertAccurate(VectorMath::silu, x -> x / (1 + Math.exp(-x)), -87, 88, 2.6);
        assertAccurate(VectorMath::quickGelu, x -> x / (1 + Math.exp(-1.702 * x)), -1, 50, 4);
    }

    /** As published, in float64: as far down as that has digits. */
    @Test
    void geluTanh() {
        DoubleUnaryOperator published =
                x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
        assertAccurate(VectorMath::geluTanh, published, -1, 1, 5);
        assertAccurate(VectorMath::geluTanh, published, -3, -1, 20);
        assertAccurate(VectorMath::geluTanh, published, 1, 20, 4);
    }

    @Test
    void activationsAtTheEnds() {
        float[] far = {1000, -1000, Float.POSITIVE_INFINITY, Float.NaN};
        float inf = Float.POSITIVE_INFINITY;
        assertThat(apply(VectorMath::gelu, far)).containsExactly(1000, -0f, inf, Float.NaN);
        assertThat(apply(VectorMath::geluTanh, far)).containsExactly(1000, -0f, inf, Float.NaN);
        assertThat(apply(VectorMath::silu, far)).containsExactly(1000, -0f, inf, Float.NaN);
        assertThat(apply(VectorMath::quickGelu, far)).containsExactly(1000, -0f, inf, Float.NaN);
    }

    /** Both have the same numbers and the same order of operations; NaN may differ in its bits. */
    @Test
    void singleValuesAreTheSameToTheBit() {
        float[] x = new float[COUNT];
        Random random = new Random(1);
        for (int i = 0; i < COUNT; i++) {
            x[i] = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) (30 * random.nextGaussian());
        }
        assertSame(VectorMath::exp, FloatMath::exp, x);
        assertSame(VectorMath::gelu, FloatMath::gelu, x);
        assertSame(VectorMath::quickGelu, FloatMath::quickGelu, x);
        assertSame(VectorMath::geluTanh, FloatMath::geluTanh, x);
        assertSame(VectorMath::silu, FloatMath::silu, x);
    }

    private static void assertSame(UnaryOperator<FloatVector> vectors, UnaryOperator<Float> single, float[] x) {
        float[] y = apply(vectors, x);
        for (int i = 0; i < x.length; i++) {
            assertThat(single.apply(x[i])).as("of %s", x[i]).isEqualTo(Float.valueOf(y[i]));
        }
    }

    /** The emulation takes microseconds a call, an instruction nanoseconds. */
    @Test
    void aMultiplyAddIsFusedWhereTheHardwareFuses() {
        float product = 0x1.000002p0f;
        float rest = Fma.fma(product, product, -0x1.000004p0f);
        assertThat(rest).isEqualTo(Fma.IN_HARDWARE ? 0x1p-46f : 0);
    }

    @Test
    void sumOfLanes() {
        float[] values = new float[VectorMath.SPECIES.length()];
        float sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
            sum += i + 1;
        }
        FloatVector vector = FloatVector.fromArray(VectorMath.SPECIES, values, 0);
        assertThat(VectorMath.sumLanes(vector, new float[values.length])).isEqualTo(sum);
    }
}
