package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import vtp.kernels.PackedLinear.Storage;

@ParameterizedClass
@EnumSource(Implementation.class)
class LinearTest {

    private static final int[] ROWS = {1, 2, 5, 6, 7, 11, 12, 13, 23, 24, 25, 33, 257};
    private static final int[] INNER = {1, 15, 16, 17, 33, 207};
    private static final int[] OUTER = {1, 15, 16, 31, 32, 33, 95, 97};

    private final Workers workers = new Workers(2);
    private final Implementation implementation;
    private final Kernels twin;

    LinearTest(Implementation implementation) {
        this.implementation = implementation;
        twin = implementation.on(workers);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private PackedLinear pack(Kernels kernels, Storage storage, int outer, int inner, long seed) {
        float[] weights = Twins.randomVector(outer * inner, 0, 1, seed);
        float[] bias = Twins.randomVector(outer, 0, 1, seed + 1);
        return PackedLinear.pack(
                Arena.ofAuto(),
                workers,
                kernels.panelColumns(),
                storage,
                outer,
                inner,
                (from, count, target) -> System.arraycopy(weights, from * inner, target, 0, count * inner),
                bias);
    }

    /** What a chain of {@code inner} float32 multiply-adds of standard normal values may be off. */
    private static double tolerance(int inner) {
        return 3e-7 * (inner + 20);
    }

    @Test
    void everyShape() {
        for (Storage storage : Storage.values()) {
            for (int inner : INNER) {
                for (int outer : OUTER) {
                    PackedLinear expectedWeights = pack(Twins.SCALAR, storage, outer, inner, 7);
                    PackedLinear weights = pack(twin, storage, outer, inner, 7);
                    for (int rows : ROWS) {
                        if (rows < 30 || outer == 33) {
                            checkLinear(rows, expectedWeights, weights);
                        }
                    }
                }
            }
        }
    }

    private void checkLinear(int rows, PackedLinear expectedWeights, PackedLinear weights) {
        GuardedMat x = GuardedMat.random(rows, weights.inFeatures(), 1, 1000 + rows);
        GuardedMat expected = new GuardedMat(rows, weights.outFeatures());
        GuardedMat actual = expected.copy();
        Twins.SCALAR.linear(x.view(), expectedWeights, expected.view());
        twin.linear(x.view(), weights, actual.view());
        Twins.assertClose(actual, expected, tolerance(weights.inFeatures()));
    }

    @Test
    void feedForwardWithEveryActivation() {
        for (Activation activation : Activation.values()) {
            for (int rows : ROWS) {
                checkFeedForward(rows, 49, 17, (kernels, x, y) -> {
                    PackedLinear w1 = pack(kernels, Storage.F32, 49, 33, 3);
                    kernels.feedForward(x, w1, activation, pack(kernels, Storage.F32, 17, 49, 5), null, y);
                });
            }
        }
    }

    @Test
    void feedForwardGated() {
        for (Storage storage : Storage.values()) {
            for (int hidden : new int[] {7, 48, 101}) {
                for (int outer : new int[] {17, 49}) {
                    float[] gamma = Twins.randomVector(outer, 0, 1, 9);
                    for (int rows : ROWS) {
                        checkFeedForward(
                                rows,
                                hidden,
                                outer,
                                (kernels, x, y) -> kernels.feedForwardGated(
                                        x,
                                        pack(kernels, storage, hidden, 33, 3),
                                        pack(kernels, storage, hidden, 33, 5),
                                        pack(kernels, storage, outer, hidden, 7),
                                        gamma,
                                        y));
                    }
                }
            }
        }
    }

    private interface FeedForward {
        void apply(Kernels kernels, Mat x, Mat y);
    }

    private void checkFeedForward(int rows, int hidden, int outer, FeedForward network) {
        GuardedMat x = GuardedMat.random(rows, 33, 1, 4);
        GuardedMat expected = GuardedMat.random(rows, outer, 1, 5);
        GuardedMat actual = expected.copy();
        network.apply(Twins.SCALAR, x.view(), expected.view());
        network.apply(twin, x.view(), actual.view());
        // hidden values of some dozens, each as exact as a product of 33, in a product of them
        Twins.assertClose(actual, expected, 30 * tolerance(33 + hidden));
    }

    @Test
    void addsToTheResidualWithAndWithoutLayerScale() {
        for (int rows : ROWS) {
            for (int outer : new int[] {7, 32, 49}) {
                float[] gamma = Twins.randomVector(outer, 0, 1, 9);
                for (float[] scale : new float[][] {gamma, null}) {
                    PackedLinear expectedWeights = pack(Twins.SCALAR, Storage.F32, outer, 33, 3);
                    PackedLinear weights = pack(twin, Storage.F32, outer, 33, 3);
                    GuardedMat x = GuardedMat.random(rows, 33, 1, 40);
                    GuardedMat expected = GuardedMat.random(rows, outer, 1, 5);
                    GuardedMat actual = expected.copy();
                    Twins.SCALAR.linearAdd(x.view(), expectedWeights, scale, expected.view());
                    twin.linearAdd(x.view(), weights, scale, actual.view());
                    Twins.assertClose(actual, expected, 3 * tolerance(33));
                }
            }
        }
    }

    @Test
    void aRowDoesNotDependOnTheOthers() {
        PackedLinear weights = pack(twin, Storage.F32, 97, 64, 3);
        PackedLinear last = pack(twin, Storage.F32, 64, 97, 5);
        Mat x = GuardedMat.random(257, 64, 1, 4).view();
        Mat all = Mat.allocate(Arena.ofAuto(), 257, 64);
        twin.feedForward(x, weights, Activation.GELU, last, null, all);
        for (int from : new int[] {0, 5, 11, 12, 100, 255}) {
            for (int count : new int[] {1, 2}) {
                Mat alone = Mat.allocate(Arena.ofAuto(), count, 64);
                twin.feedForward(x.rows(from, count), weights, Activation.GELU, last, null, alone);
                Twins.assertSameBits(alone, all.rows(from, count));
            }
        }
    }

    @Test
    void theSameBitsOnOneAndOnTwoThreads() {
        for (int outer : new int[] {33, 768}) {
            PackedLinear weights = pack(twin, Storage.F32, outer, 64, 3);
            Mat x = GuardedMat.random(257, 64, 1, 4).view();
            Mat two = new GuardedMat(257, outer).view();
            Mat one = new GuardedMat(257, outer).view();
            twin.linear(x, weights, two);
            try (Workers alone = new Workers(1)) {
                implementation.on(alone).linear(x, weights, one);
            }
            Twins.assertSameBits(one, two);
        }
    }

    @Test
    void everyOtherRowOfAMatrix() {
        PackedLinear expectedWeights = pack(Twins.SCALAR, Storage.F32, 17, 33, 3);
        PackedLinear weights = pack(twin, Storage.F32, 17, 33, 3);
        Mat x = GuardedMat.random(26, 33, 1, 4).view().everyRow(1, 2, 13);
        Mat expected = new GuardedMat(13, 17).view();
        Mat actual = new GuardedMat(13, 17).view();
        Twins.SCALAR.linear(x, expectedWeights, expected);
        twin.linear(x, weights, actual);
        Twins.assertClose(actual, expected, tolerance(33));
    }

    @Test
    void nanStaysInItsRow() {
        PackedLinear expectedWeights = pack(Twins.SCALAR, Storage.F32, 17, 33, 3);
        PackedLinear weights = pack(twin, Storage.F32, 17, 33, 3);
        GuardedMat x = GuardedMat.random(13, 33, 1, 4);
        x.view().set(12, 32, Float.NaN);
        GuardedMat expected = new GuardedMat(13, 17);
        GuardedMat actual = expected.copy();
        Twins.SCALAR.linear(x.view(), expectedWeights, expected.view());
        twin.linear(x.view(), weights, actual.view());
        Twins.assertClose(actual, expected, tolerance(33));
    }

    @Test
    void refusesSizesThatDoNotFit() {
        PackedLinear weights = pack(twin, Storage.F32, 17, 33, 3);
        Mat x = new GuardedMat(4, 32).view();
        Mat y = new GuardedMat(4, 17).view();
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            assertThatThrownBy(() -> kernels.linear(x, weights, y))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (4, 32), w (17, 33), y (4, 17)");
        }
    }
}
