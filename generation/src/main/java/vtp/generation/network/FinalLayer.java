package vtp.generation.network;

import java.io.IOException;
import vtp.engine.network.Parameters;
import vtp.engine.network.Scratch;
import vtp.engine.tensor.Latents;
import vtp.generation.config.DitConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/** linear(norm(x) ⊙ (1 + scale) + shift), and its rows put together to latents. */
final class FinalLayer {
    private final Kernels kernels;
    private final DitConfig config;
    private final ModulatedNorm norm;
    private final PackedLinear linear;
    private final AdaLn adaLn;

    FinalLayer(Parameters p, DitConfig config, Kernels kernels) throws IOException {
        this.kernels = kernels;
        this.config = config;
        norm = new ModulatedNorm(p.at("norm_final"), config, kernels);
        linear = p.at("linear").linear(columns(config), config.width());
        adaLn = new AdaLn(p.at("adaLN_modulation"), config.width(), 2, kernels);
    }

    /** P² · O: the values of a patch. */
    static int columns(DitConfig config) {
        return config.patch() * config.patch() * config.outChannels();
    }

    /** Modulations by the conditions c (L, D); {@code wide} is room for (L, 2 D). */
    Modulation[] modulations(Mat c, Mat wide) {
        float[][][] vectors = adaLn.vectors(c, wide);
        Modulation[] modulations = new Modulation[c.rows()];
        for (int l = 0; l < c.rows(); l++) {
            modulations[l] = new Modulation(norm.weight(vectors[l][1]), vectors[l][0], null);
        }
        return modulations;
    }

    /** {@code s.tokens()} (M, D) to rows of patches (M, P² · O), which share memory with {@code s.qkv()}. */
    Mat forward(Scratch s, TokenRows rows, Modulation[] m) {
        Mat patches = s.wide(columns(config));
        norm.apply(s.tokens(), rows, m, s.normed());
        kernels.linear(s.normed(), linear, patches);
        return patches;
    }

    /**
     * Puts the rows of a picture's patches (T, P² · O) to its place in {@code out}: out[c][P i + a][P j + b] is element
     * (a P + b) O + c of row (i, j), for the first C of the O channels.
     */
    void scatter(Mat patches, Latents out, int picture) {
        int patch = config.patch();
        int side = config.side();
        float[] row = new float[patches.cols()];
        for (int t = 0; t < config.tokens(); t++) {
            patches.copyRowTo(t, row, 0);
            int top = t / config.grid() * patch;
            int left = t % config.grid() * patch;
            for (int ab = 0; ab < patch * patch; ab++) {
                int at = (top + ab / patch) * side + left + ab % patch;
                for (int c = 0; c < config.channels(); c++) {
                    out.data()[(picture * config.channels() + c) * side * side + at] =
                            row[ab * config.outChannels() + c];
                }
            }
        }
    }
}
