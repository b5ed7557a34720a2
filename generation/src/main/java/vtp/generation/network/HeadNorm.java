package vtp.generation.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.network.Parameters;
import vtp.generation.config.DitConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;

/** The norm of queries or of keys, head by head: RMSNorm, or LayerNorm with weights and an eps of its own. */
final class HeadNorm {
    private static final float RMS_EPS = 1e-6f;
    private static final float LAYER_EPS = 1e-5f;

    private final Kernels kernels;
    private final float[] weight;
    private final float @Nullable [] bias;

    private HeadNorm(Parameters p, DitConfig config, Kernels kernels) throws IOException {
        this.kernels = kernels;
        weight = p.at("weight").values(config.headWidth());
        bias = config.rmsNorm() ? null : p.at("bias").values(config.headWidth());
    }

    /** The norm at a place of the checkpoint; null if the architecture has none. */
    static @Nullable HeadNorm of(Parameters p, DitConfig config, Kernels kernels) throws IOException {
        return config.qkNorm() ? new HeadNorm(p, config, kernels) : null;
    }

    /** In place, some of the heads' columns (M, d) each. */
    void apply(Mat[] heads, int from, int count) {
        for (int h = from; h < from + count; h++) {
            if (bias == null) {
                kernels.rmsNorm(heads[h], weight, RMS_EPS, heads[h]);
            } else {
                kernels.layerNorm(heads[h], weight, bias, LAYER_EPS, heads[h]);
            }
        }
    }
}
