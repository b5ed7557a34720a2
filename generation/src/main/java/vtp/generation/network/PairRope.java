package vtp.generation.network;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;
import vtp.engine.network.Parameters;
import vtp.generation.config.DitConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;

/** Rotary position embedding of neighbouring columns, by the checkpoint's own tables (T, d). */
final class PairRope {
    private final Kernels kernels;
    private final Mat cos;
    private final Mat sin;

    private PairRope(Parameters p, DitConfig config, Kernels kernels) throws IOException {
        this.kernels = kernels;
        cos = table(p.at("freqs_cos"), config);
        sin = table(p.at("freqs_sin"), config);
    }

    /** The tables at a place of the checkpoint; null if the architecture has none. */
    static @Nullable PairRope of(Parameters p, DitConfig config, Kernels kernels) throws IOException {
        return config.rope() ? new PairRope(p, config, kernels) : null;
    }

    private static Mat table(Parameters p, DitConfig config) throws IOException {
        float[] values = p.values(config.tokens(), config.headWidth());
        Mat table = Mat.allocate(Arena.ofAuto(), config.tokens(), config.headWidth());
        float[] row = new float[config.headWidth()];
        for (int t = 0; t < config.tokens(); t++) {
            System.arraycopy(values, t * row.length, row, 0, row.length);
            table.copyRowFrom(t, row, 0);
        }
        return table;
    }

    /** Rotates x (B · T, heads · d) in place. */
    void apply(Mat x, int heads) {
        kernels.ropePairs(x, heads, cos, sin);
    }
}
