package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vtp.kernels.Twins.SIZES;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Implementation.class)
class NormsTest {

    private final Workers workers = new Workers(2);
    private final Implementation implementation;
    private final Kernels twin;

    NormsTest(Implementation implementation) {
        this.implementation = implementation;
        twin = implementation.on(workers);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void rmsNorm() {
        for (int cols : SIZES) {
            float[] weight = Twins.randomVector(cols, 1, 0.2, cols);
            for (double scale : new double[] {1e-3, 1, 1e3}) {
                GuardedMat x = GuardedMat.random(5, cols, scale, cols);
                Twins.compare(twin, x, 4e-6, (k, from, to) -> k.rmsNorm(from, weight, 1e-5f, to));
                Twins.compareInPlace(twin, x, 4e-6, (k, m) -> k.rmsNorm(m, weight, 1e-5f, m));
            }
        }
    }

    @Test
    void rmsNormWithBias() {
        for (int cols : SIZES) {
            float[] weight = Twins.randomVector(cols, 1, 0.2, cols);
            float[] bias = Twins.randomVector(cols, 0, 0.1, cols + 1);
            for (double scale : new double[] {1e-3, 1, 1e3}) {
                GuardedMat x = GuardedMat.random(5, cols, scale, cols);
                Twins.compare(twin, x, 4e-6, (k, from, to) -> k.rmsNorm(from, weight, bias, 1e-6f, to));
                Twins.compareInPlace(twin, x, 4e-6, (k, m) -> k.rmsNorm(m, weight, bias, 1e-6f, m));
            }
        }
    }

    @Test
    void layerNorm() {
        for (int cols : SIZES) {
            float[] weight = Twins.randomVector(cols, 1, 0.2, cols);
            float[] bias = Twins.randomVector(cols, 0, 0.1, cols + 1);
            for (double scale : new double[] {1e-3, 1, 1e3}) {
                GuardedMat x = GuardedMat.random(5, cols, scale, cols);
                Twins.compare(twin, x, 1e-5, (k, from, to) -> k.layerNorm(from, weight, bias, 1e-6f, to));
                Twins.compareInPlace(twin, x, 1e-5, (k, m) -> k.layerNorm(m, weight, bias, 1e-6f, m));
            }
        }
    }

    /**
     * The mean is rounded to a float32, which is as far off as 2⁻²⁴ of itself: so many deviations is what the result
     * may be off.
     */
    @Test
    void layerNormOfRowsFarFromZero() {
        for (int cols : SIZES) {
            GuardedMat x = GuardedMat.random(4, cols, 1e-3, cols);
            for (int c = 0; c < cols; c++) {
                for (int r = 0; r < 4; r++) {
                    x.view().set(r, c, x.view().get(r, c) - 5);
                }
            }
            float[] one = Twins.randomVector(cols, 1, 0, 0);
            double tolerance = 4 * Math.ulp(5f) / 1e-3 * 4;
            Twins.compare(twin, x, tolerance, (k, from, to) -> k.layerNorm(from, one, new float[cols], 1e-6f, to));
        }
    }

    @Test
    void theSameBitsOnOneAndOnTwoThreads() {
        GuardedMat x = GuardedMat.random(300, 207, 1, 1);
        float[] weight = Twins.randomVector(207, 1, 0.2, 2);
        GuardedMat one = x.copy();
        try (Workers alone = new Workers(1)) {
            implementation.on(alone).layerNorm(one.view(), weight, weight, 1e-5f, one.view());
        }
        twin.layerNorm(x.view(), weight, weight, 1e-5f, x.view());
        Twins.assertSameBits(x.view(), one.view());
    }

    @Test
    void aRowWithNanStaysAlone() {
        GuardedMat x = GuardedMat.random(3, 33, 1, 1);
        x.view().set(1, 32, Float.NaN);
        float[] one = Twins.randomVector(33, 1, 0, 0);
        Twins.compare(twin, x, 1e-5, (k, from, to) -> k.layerNorm(from, one, one, 1e-5f, to));
        Twins.compare(twin, x, 1e-5, (k, from, to) -> k.rmsNorm(from, one, 1e-5f, to));
    }

    @Test
    void refusesSizesThatDoNotFit() {
        Mat x = GuardedMat.random(3, 8, 1, 1).view();
        Mat narrow = x.cols(0, 7);
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            assertThatThrownBy(() -> kernels.rmsNorm(x, new float[7], 1e-5f, x))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (3, 8), weight has 7 values");
            assertThatThrownBy(() -> kernels.rmsNorm(x, new float[8], new float[9], 1e-5f, x))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (3, 8), bias has 9 values");
            assertThatThrownBy(() -> kernels.layerNorm(x, new float[8], new float[8], 1e-5f, narrow))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (3, 8), y (3, 7)");
        }
    }
}
