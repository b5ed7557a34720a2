package vtp.generation.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.network.Parameters;
import vtp.generation.config.DitConfig;
import vtp.kernels.Activation;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/** The second branch of a block. */
sealed interface DitFeedForward {

    /** x += gate ⊙ ffn(normed), both (M, D); no gate is a gate of 1. */
    void addTo(Mat x, Mat normed, float @Nullable [] gate);

    /** The feed-forward network of a block. */
    static DitFeedForward of(Parameters p, DitConfig config, Kernels kernels) throws IOException {
        return config.swiGlu() ? new SwiGlu(p, config, kernels) : new Mlp(p, config, kernels);
    }

    /** w3(silu(a) ⊙ b), [a | b] = w12 x. */
    final class SwiGlu implements DitFeedForward {
        private final Kernels kernels;
        private final PackedLinear w1;
        private final PackedLinear w2;
        private final PackedLinear w3;

        SwiGlu(Parameters p, DitConfig config, Kernels kernels) throws IOException {
            this.kernels = kernels;
            int hidden = config.hidden();
            Parameters both = p.at("w12");
            w1 = both.linearRows("weight", "bias", 2 * hidden, config.width(), 0, hidden);
            w2 = both.linearRows("weight", "bias", 2 * hidden, config.width(), hidden, hidden);
            w3 = p.at("w3").linear(config.width(), hidden);
        }

        @Override
        public void addTo(Mat x, Mat normed, float @Nullable [] gate) {
            kernels.feedForwardGated(normed, w1, w2, w3, gate, x);
        }
    }

    /** fc2(gelu(fc1 x)), the GELU by tanh. */
    final class Mlp implements DitFeedForward {
        private final Kernels kernels;
        private final PackedLinear fc1;
        private final PackedLinear fc2;

        Mlp(Parameters p, DitConfig config, Kernels kernels) throws IOException {
            this.kernels = kernels;
            fc1 = p.at("fc1").linear(config.hidden(), config.width());
            fc2 = p.at("fc2").linear(config.width(), config.hidden());
        }

        @Override
        public void addTo(Mat x, Mat normed, float @Nullable [] gate) {
            kernels.feedForward(normed, fc1, Activation.GELU_TANH, fc2, gate, x);
        }
    }
}
