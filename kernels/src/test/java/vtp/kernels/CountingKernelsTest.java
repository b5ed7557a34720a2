package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vtp.kernels.CountingKernels.Operation.ATTENTION;
import static vtp.kernels.CountingKernels.Operation.ELEMENTWISE;
import static vtp.kernels.CountingKernels.Operation.LINEAR;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vtp.kernels.PackedLinear.Storage;

@Tag("any-width")
class CountingKernelsTest {

    private final CountingKernels kernels = new CountingKernels();
    private final Mat x = new GuardedMat(5, 8).view();
    private final Mat y = new GuardedMat(5, 8).view();

    private PackedLinear layer(int outer, int inner) {
        try (Workers alone = new Workers(1)) {
            return PackedLinear.pack(
                    Arena.ofAuto(),
                    alone,
                    kernels.panelColumns(),
                    Storage.F32,
                    outer,
                    inner,
                    (from, count, target) -> {},
                    new float[outer]);
        }
    }

    @Test
    void aLinearLayer() {
        kernels.linear(x, layer(3, 8), new GuardedMat(5, 3).view());
        assertThat(kernels.count(LINEAR)).isEqualTo(2 * 5 * 8 * 3);
        assertThat(kernels.count(ELEMENTWISE)).isZero();
        kernels.linearAdd(x, layer(8, 8), null, y);
        assertThat(kernels.count(LINEAR)).isEqualTo(2 * 5 * 8 * 3 + 2 * 5 * 8 * 8);
        assertThat(kernels.count(ELEMENTWISE)).isEqualTo(5 * 8);
    }

    @Test
    void feedForwardNetworks() {
        kernels.feedForward(x, layer(11, 8), Activation.GELU, layer(8, 11), null, y);
        assertThat(kernels.products()).isEqualTo(2 * 2 * 5 * 8 * 11);
        kernels.reset();
        assertThat(kernels.products()).isZero();
        kernels.feedForwardGated(x, layer(11, 8), layer(11, 8), layer(8, 11), null, y);
        assertThat(kernels.products()).isEqualTo(3 * 2 * 5 * 8 * 11);
    }

    /** One product for the scores, one for the values, of each key that is seen. */
    @Test
    void attentionBySequence() {
        int[] starts = {0, 2, 5};
        kernels.attention(x, x, x, 2, starts, starts, false, y);
        assertThat(kernels.count(ATTENTION)).isEqualTo(2 * 2 * 8 * (2 * 2 + 3 * 3));
        kernels.reset();
        kernels.attention(x, x, x, 2, starts, starts, true, y);
        assertThat(kernels.products()).isEqualTo(2 * 2 * 8 * (1 + 2 + 1 + 2 + 3));
        kernels.reset();
        kernels.attention(x.rows(0, 2), x, x, 2, new int[] {0, 1, 2}, starts, false, y.rows(0, 2));
        assertThat(kernels.products()).isEqualTo(2 * 2 * 8 * (2 + 3));
    }

    @Test
    void whatPassesOnce() {
        kernels.rmsNorm(x, new float[8], 1e-5f, y);
        kernels.layerNorm(x, new float[8], new float[8], 1e-5f, y);
        kernels.activate(x, Activation.SILU, y);
        kernels.softmax(x, y);
        kernels.l2Normalize(x, y);
        kernels.rope(x, 1, RopeTable.of(Arena.ofAuto(), 2, 2, new float[] {1, 2}), 1);
        kernels.rmsNorm(x, new float[8], new float[8], 1e-5f, y);
        kernels.ropePairs(x, 2, new GuardedMat(5, 4).view(), new GuardedMat(5, 4).view());
        assertThat(kernels.count(ELEMENTWISE)).isEqualTo(8 * 5 * 8);
        assertThat(kernels.products()).isZero();
    }

    @Test
    void windows() {
        Window window = Window.of(2, 2);
        try (Workers alone = new Workers(1)) {
            PackedConvolution w = PackedConvolution.pack(
                    Arena.ofAuto(), alone, kernels, window, 3, 8, new float[3 * 8 * 4], new float[3]);
            kernels.convolveRelu(new GuardedMat(24, 8).view(), 4, 6, w, new GuardedMat(6, 3).view());
        }
        assertThat(kernels.products()).isEqualTo(2 * 6 * 3 * 8 * 4);
        assertThat(kernels.count(ELEMENTWISE)).isEqualTo(6 * 3);
        kernels.reset();
        kernels.maxPool(new GuardedMat(24, 8).view(), 4, 6, window, new GuardedMat(6, 8).view());
        kernels.averagePool(new GuardedMat(24, 8).view(), 4, 6, window, new GuardedMat(6, 8).view());
        kernels.directionDistance(x, y, new float[8], new GuardedMat(5, 1).view());
        assertThat(kernels.count(ELEMENTWISE)).isEqualTo(2 * 6 * 8 + 5);
        assertThat(kernels.products()).isZero();
    }

    @Test
    void nothingIsComputedAndWhatDoesNotFitIsRefused() {
        GuardedMat output = new GuardedMat(5, 8);
        GuardedMat before = output.copy();
        kernels.linear(x, layer(8, 8), output.view());
        Twins.assertSameBits(output.view(), before.view());
        assertThatThrownBy(() -> kernels.linear(x, layer(8, 7), y)).isInstanceOf(IllegalArgumentException.class);
    }
}
