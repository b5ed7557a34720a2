package vtp.engine.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.TextConfig;
import vtp.engine.config.VitConfig;
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

    /** That of a vision block: {@code mlp.w1}, {@code w2} and {@code w3}, or {@code mlp.fc1} and {@code fc2}. */
    static FeedForward of(Parameters block, VitConfig config, Kernels kernels) throws IOException {
        int width = config.width();
        int hidden = config.ffnHidden();
        Parameters p = block.at("mlp");
        if (config.ffn().gated()) {
            PackedLinear w1 = p.at("w1").linear(hidden, width);
            PackedLinear w2 = p.at("w2").linear(hidden, width);
            PackedLinear w3 = p.at("w3").linear(width, hidden);
            return new SwiGlu(kernels, w1, w2, w3, gamma(block.at("ls2"), config.layerScale(), width));
        }
        PackedLinear fc1 = p.at("fc1").linear(hidden, width);
        PackedLinear fc2 = p.at("fc2").linear(width, hidden);
        return new Mlp(kernels, fc1, Activation.GELU, fc2, gamma(block.at("ls2"), config.layerScale(), width));
    }

    /** That of a text block: {@code mlp.c_fc} and {@code c_proj}. */
    static FeedForward ofText(Parameters block, TextConfig config, Kernels kernels) throws IOException {
        int width = config.width();
        PackedLinear fc = block.at("mlp.c_fc").linear(config.ffnHidden(), width);
        PackedLinear proj = block.at("mlp.c_proj").linear(width, config.ffnHidden());
        Activation activation = config.quickGelu() ? Activation.QUICK_GELU : Activation.GELU;
        return new Mlp(kernels, fc, activation, proj, gamma(block.at("ls_2"), config.layerScale(), width));
    }

    private static float @Nullable [] gamma(Parameters p, boolean present, int width) throws IOException {
        return present ? p.at("gamma").values(width) : null;
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
