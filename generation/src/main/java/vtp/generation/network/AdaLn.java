package vtp.generation.network;

import java.io.IOException;
import vtp.engine.network.Parameters;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/** adaLN (Peebles and Xie, arXiv:2212.09748): one layer that makes the modulating vectors of a condition. */
final class AdaLn {
    private final Kernels kernels;
    private final int width;
    private final int parts;
    private final PackedLinear layer;

    /** Asks for the layer that makes {@code parts} vectors of width D. */
    AdaLn(Parameters p, int width, int parts, Kernels kernels) throws IOException {
        this.kernels = kernels;
        this.width = width;
        this.parts = parts;
        layer = p.at("1").linear(parts * width, width);
    }

    /** Vectors of each condition, [condition][part] (D), of c = silu(t_emb + y_emb) (L, D). */
    float[][][] vectors(Mat c, Mat wide) {
        Mat out = new Mat(wide.data(), c.rows(), parts * width, Mat.paddedStrideFloats(parts * width));
        kernels.linear(c, layer, out);
        float[][][] vectors = new float[c.rows()][parts][width];
        for (int l = 0; l < c.rows(); l++) {
            for (int part = 0; part < parts; part++) {
                out.rows(l, 1).cols(part * width, width).copyRowTo(0, vectors[l][part], 0);
            }
        }
        return vectors;
    }
}
