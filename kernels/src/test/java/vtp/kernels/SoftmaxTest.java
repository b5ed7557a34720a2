package vtp.kernels;

import static vtp.kernels.Twins.SIZES;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Implementation.class)
class SoftmaxTest {

    private final Workers workers = new Workers(2);
    private final Kernels twin;

    SoftmaxTest(Implementation implementation) {
        twin = implementation.on(workers);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void l2Normalize() {
        for (int cols : SIZES) {
            for (double scale : new double[] {1e-6, 1, 1e6}) {
                GuardedMat x = GuardedMat.random(5, cols, scale, cols);
                Twins.compare(twin, x, 1e-6, Kernels::l2Normalize);
                Twins.compareInPlace(twin, x, 1e-6, (k, m) -> k.l2Normalize(m, m));
            }
        }
    }

    @Test
    void l2NormalizeOfZerosIsZero() {
        Twins.compare(twin, GuardedMat.random(2, 17, 0, 1), 0, Kernels::l2Normalize);
    }

    @Test
    void softmax() {
        for (int cols : SIZES) {
            for (double scale : new double[] {0.1, 10, 300}) {
                GuardedMat x = GuardedMat.random(5, cols, scale, cols);
                Twins.compare(twin, x, 2e-6, Kernels::softmax);
                Twins.compareInPlace(twin, x, 2e-6, (k, m) -> k.softmax(m, m));
            }
        }
    }

    /** A lane outside the row must not take part in the maximum: a 0 there would make every result vanish. */
    @Test
    void softmaxOfValuesFarBelowZero() {
        for (int cols : SIZES) {
            GuardedMat x = GuardedMat.random(3, cols, 1, cols);
            for (int c = 0; c < cols; c++) {
                x.view().set(1, c, x.view().get(1, c) - 1000);
            }
            Twins.compare(twin, x, 2e-4, Kernels::softmax);
        }
    }

    @Test
    void softmaxOfManyRows() {
        Twins.compare(twin, GuardedMat.random(100, 1000, 5, 1), 2e-6, Kernels::softmax);
    }

    @Test
    void nanStaysInItsRow() {
        GuardedMat x = GuardedMat.random(3, 33, 1, 1);
        x.view().set(1, 5, Float.NaN);
        Twins.compare(twin, x, 2e-6, Kernels::softmax);
        Twins.compare(twin, x, 2e-6, Kernels::l2Normalize);
    }
}
