package vtp.generation.network;

import java.io.IOException;
import java.util.List;
import vtp.engine.network.Parameters;
import vtp.engine.network.TokenTable;
import vtp.generation.config.DitConfig;
import vtp.kernels.Activation;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/** Times and labels to vectors (D): mlp2(silu(mlp0(waves of t))) + the label's row of a table. */
final class ConditionEmbedder {
    /** Cosines and sines of a time. */
    static final int WAVES = 256;

    private static final int HALF = WAVES / 2;
    private static final float MINUS_LN_LONGEST = (float) -Math.log(10000);

    private final Kernels kernels;
    private final PackedLinear mlp0;
    private final PackedLinear mlp2;
    private final TokenTable labels;

    ConditionEmbedder(Parameters p, DitConfig config, Kernels kernels) throws IOException {
        this.kernels = kernels;
        mlp0 = p.at("t_embedder.mlp.0").linear(config.width(), WAVES);
        mlp2 = p.at("t_embedder.mlp.2").linear(config.width(), config.width());
        labels = p.at("y_embedder.embedding_table.weight").table(config.classes() + 1, config.width());
    }

    /** [cos(t f₀) … cos(t f₁₂₇) | sin(t f₀) … sin(t f₁₂₇)], fᵢ = 10000^(−i / 128). */
    static float[] waves(float time) {
        float[] waves = new float[WAVES];
        for (int i = 0; i < HALF; i++) {
            float frequency = (float) Math.exp(MINUS_LN_LONGEST * i / HALF);
            float angle = time * frequency;
            waves[i] = (float) Math.cos(angle);
            waves[HALF + i] = (float) Math.sin(angle);
        }
        return waves;
    }

    /** t_emb (L, D), of times. {@code waves} is (L, 256), {@code hidden} (L, D); both are overwritten. */
    void times(List<Condition> conditions, Mat waves, Mat hidden, Mat out) {
        for (int l = 0; l < conditions.size(); l++) {
            waves.copyRowFrom(l, waves(conditions.get(l).time()), 0);
        }
        kernels.linear(waves, mlp0, hidden);
        kernels.activate(hidden, Activation.SILU, hidden);
        kernels.linear(hidden, mlp2, out);
    }

    /** y_emb (D) of a label. */
    float[] label(int label) {
        float[] row = new float[labels.columns()];
        labels.read(label, row);
        return row;
    }

    /** silu(t_emb + y_emb) (L, D): what all modulations are made of. */
    void forward(List<Condition> conditions, Mat waves, Mat hidden, Mat out) {
        times(conditions, waves, hidden, out);
        float[] sum = new float[out.cols()];
        for (int l = 0; l < conditions.size(); l++) {
            float[] row = label(conditions.get(l).label());
            out.copyRowTo(l, sum, 0);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += row[i];
            }
            out.copyRowFrom(l, sum, 0);
        }
        kernels.activate(out, Activation.SILU, out);
    }
}
