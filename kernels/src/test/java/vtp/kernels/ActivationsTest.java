package vtp.kernels;

import static vtp.kernels.Twins.SIZES;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Implementation.class)
class ActivationsTest {

    private final Workers workers = new Workers(2);
    private final Kernels twin;

    ActivationsTest(Implementation implementation) {
        twin = implementation.on(workers);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void everyActivationAtEverySize() {
        for (Activation activation : Activation.values()) {
            for (int cols : SIZES) {
                GuardedMat x = GuardedMat.random(4, cols, 4, cols);
                Twins.compare(twin, x, 2e-6, (k, from, to) -> k.activate(from, activation, to));
                Twins.compareInPlace(twin, x, 2e-6, (k, m) -> k.activate(m, activation, m));
            }
        }
    }

    @Test
    void manyRows() {
        for (Activation activation : Activation.values()) {
            GuardedMat x = GuardedMat.random(257, 207, 4, 1);
            Twins.compare(twin, x, 2e-6, (k, from, to) -> k.activate(from, activation, to));
        }
    }

    @Test
    void whatIsNotFinite() {
        float[] values = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, -0f, 1e30f, -1e30f, 100, -100
        };
        GuardedMat x = new GuardedMat(1, values.length);
        x.view().copyRowFrom(0, values, 0);
        Twins.compare(twin, x, 1e-30, (k, from, to) -> k.activate(from, Activation.GELU, to));
    }
}
