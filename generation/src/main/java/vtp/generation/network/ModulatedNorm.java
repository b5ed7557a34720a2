package vtp.generation.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.network.Parameters;
import vtp.generation.config.DitConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;

/** norm(x) ⊙ (1 + scale) + shift: RMSNorm with weights of its own, or LayerNorm without. */
final class ModulatedNorm {
    private static final float EPS = 1e-6f;

    private final Kernels kernels;
    private final float @Nullable [] weight;
    private final float[] zeros;

    ModulatedNorm(Parameters p, DitConfig config, Kernels kernels) throws IOException {
        this.kernels = kernels;
        weight = config.rmsNorm() ? p.at("weight").values(config.width()) : null;
        zeros = new float[config.width()];
    }

    /** 1 + scale, times the norm's own weight. */
    float[] weight(float[] scale) {
        float[] product = new float[scale.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = (1 + scale[i]) * (weight == null ? 1 : weight[i]);
        }
        return product;
    }

    /** Normalises and modulates the rows of x (M, D), each by the condition of its picture, into y (M, D). */
    void apply(Mat x, TokenRows rows, Modulation[] modulations, Mat y) {
        for (TokenRows.Group group : rows.groups()) {
            Modulation m = modulations[group.condition()];
            if (weight == null) {
                kernels.layerNorm(group.of(x), m.weight(), m.shift() == null ? zeros : m.shift(), EPS, group.of(y));
            } else if (m.shift() == null) {
                kernels.rmsNorm(group.of(x), m.weight(), EPS, group.of(y));
            } else {
                kernels.rmsNorm(group.of(x), m.weight(), m.shift(), EPS, group.of(y));
            }
        }
    }
}
