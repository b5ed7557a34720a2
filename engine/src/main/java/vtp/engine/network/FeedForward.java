package vtp.engine.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.FfnKind;
import vtp.kernels.Activation;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/** The second branch of a block, with the LayerScale γ of its last layer. */
sealed interface FeedForward {

    /**
     * x += γ ⊙ ffn(normed).
     *
     * @param normed (M, C)
     * @param x (M, C)
     */
    void addTo(Mat x, Mat normed);

    /** That of a vision block, by the names below {@code layer}: {@code w1, w2, w3} or {@code fc1, fc2}. */
    static FeedForward of(Weights weights, String layer, FfnKind kind, float @Nullable [] gamma, Kernels kernels)
            throws IOException {
        return kind.gated()
                ? new SwiGlu(
                        kernels,
                        weights.linear(layer + ".w1"),
                        weights.linear(layer + ".w2"),
                        weights.linear(layer + ".w3"),
                        gamma)
                : new Mlp(
                        kernels,
                        weights.linear(layer + ".fc1"),
                        Activation.GELU,
                        weights.linear(layer + ".fc2"),
                        gamma);
    }

    /** w3(silu(w1 x) ⊙ (w2 x)). */
    final class SwiGlu implements FeedForward {
        private final Kernels kernels;
        private final PackedLinear w1;
        private final PackedLinear w2;
        private final PackedLinear w3;
        private final float @Nullable [] gamma;

        SwiGlu(Kernels kernels, PackedLinear w1, PackedLinear w2, PackedLinear w3, float @Nullable [] gamma) {
            this.kernels = kernels;
            this.w1 = w1;
            this.w2 = w2;
            this.w3 = w3;
            this.gamma = gamma;
        }

        @Override
        public void addTo(Mat x, Mat normed) {
            kernels.feedForwardGated(normed, w1, w2, w3, gamma, x);
        }
    }

    /** fc2(act(fc1 x)). */
    final class Mlp implements FeedForward {
        private final Kernels kernels;
        private final PackedLinear fc1;
        private final Activation activation;
        private final PackedLinear fc2;
        private final float @Nullable [] gamma;

        Mlp(Kernels kernels, PackedLinear fc1, Activation activation, PackedLinear fc2, float @Nullable [] gamma) {
            this.kernels = kernels;
            this.fc1 = fc1;
            this.activation = activation;
            this.fc2 = fc2;
            this.gamma = gamma;
        }

        @Override
        public void addTo(Mat x, Mat normed) {
            kernels.feedForward(normed, fc1, activation, fc2, gamma, x);
        }
    }
}
