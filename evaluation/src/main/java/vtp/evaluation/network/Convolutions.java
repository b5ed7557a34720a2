package vtp.evaluation.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.network.Parameters;
import vtp.engine.network.Resources;
import vtp.kernels.PackedConvolution;
import vtp.kernels.Window;

/** Makes convolutions of the parameters below a place; of shapes alone, where nothing will be computed. */
final class Convolutions {
    private final @Nullable Resources resources;

    /** @param resources what they will be computed on; null if they will not be */
    Convolutions(@Nullable Resources resources) {
        this.resources = resources;
    }

    /** A convolution of a {@code weight} and a {@code bias}. */
    Step biased(Parameters p, int in, int out, Window window) throws IOException {
        float[] weights = p.at("weight").values(out, in, window.height(), window.width());
        return pack(in, out, window, weights, p.at("bias").values(out));
    }

    /**
     * A convolution {@code conv} without bias and a batch norm {@code bn}, which becomes part of it: (x − mean) /
     * √(var + eps) · weight + bias.
     */
    Step normalised(Parameters p, int in, int out, Window window, double eps) throws IOException {
        float[] weights = p.at("conv.weight").values(out, in, window.height(), window.width());
        float[] gain = p.at("bn.weight").values(out);
        float[] bias = p.at("bn.bias").values(out);
        float[] mean = p.at("bn.running_mean").values(out);
        float[] variance = p.at("bn.running_var").values(out);
        float[] folded = new float[weights.length];
        float[] shift = new float[out];
        int each = weights.length / out;
        for (int n = 0; n < out; n++) {
            double scale = gain[n] / Math.sqrt(variance[n] + eps);
            shift[n] = (float) (bias[n] - mean[n] * scale);
            for (int i = n * each; i < (n + 1) * each; i++) {
                folded[i] = (float) (weights[i] * scale);
            }
        }
        return pack(in, out, window, folded, shift);
    }

    private Step pack(int in, int out, Window window, float[] weights, float[] bias) {
        if (resources == null) {
            return new Step.Convolution(PackedConvolution.withoutWeights(window, out, in));
        }
        return new Step.Convolution(PackedConvolution.pack(
                resources.weights(), resources.workers(), resources.kernels(), window, out, in, weights, bias));
    }
}
