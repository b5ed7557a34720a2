package vtp.engine.network;

import java.io.IOException;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import vtp.engine.config.ClipConfig;
import vtp.engine.config.VtpConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/**
 * What CLIP adds to trunk and text tower: the projection of image features, and the scale and bias of logits.
 *
 * @since 0.1.0
 */
public final class ClipHead {
    private final Kernels kernels;
    private final ScratchPool pool;
    private final PackedLinear visualProj;
    private final float logScale;
    private final float bias;

    ClipHead(Parameters p, VtpConfig config, ClipConfig clip, ScratchPool pool, Kernels kernels) throws IOException {
        this.kernels = kernels;
        this.pool = pool;
        int from = clip.throughBottleneck()
                ? config.latentChannels()
                : config.trunk().width();
        int[] scalar = clip.vectorLogitScale() ? new int[] {1} : new int[0];
        visualProj = p.at("visual_proj").linearWithoutBias(clip.text().width(), from);
        logScale = p.at("logit_scale").values(scalar)[0];
        bias = clip.logitBias() ? p.at("logit_bias").values(scalar)[0] : 0;
    }

    /** Width of a feature, E. */
    int width() {
        return visualProj.outFeatures();
    }

    /** exp(logit_scale). */
    public float logitScale() {
        return (float) Math.exp(logScale);
    }

    /** logit_bias, or 0. */
    public float logitBias() {
        return bias;
    }

    /**
     * Image features (B, E) of normed tokens.
     *
     * @param tokens (B · n, C): the class token of each image, or its patches
     * @param features from index {@code from} on (B, E), overwritten
     */
    void forward(Mat tokens, int images, boolean normalize, float[] features, int from) {
        long floats = images * (Mat.paddedStrideFloats(tokens.cols()) + Mat.paddedStrideFloats(width()));
        ScratchPool.Block block = pool.take(floats * Float.BYTES);
        try {
            SegmentAllocator memory = SegmentAllocator.slicingAllocator(block.memory());
            Mat pooled = Mat.allocate(memory, images, tokens.cols());
            Mat y = Mat.allocate(memory, images, width());
            means(tokens, images, pooled); //                                  1. (B, C)
            kernels.linear(pooled, visualProj, y); //                          2. (B, E)
            if (normalize) {
                kernels.l2Normalize(y, y); //                                  3. (B, E)
            }
            for (int b = 0; b < images; b++) {
                y.copyRowTo(b, features, from + b * width());
            }
        } finally {
            pool.give(block);
        }
    }

    /** The mean of the rows of each image. */
    private static void means(Mat tokens, int images, Mat means) {
        int share = tokens.rows() / images;
        float[] row = new float[tokens.cols()];
        double[] sums = new double[tokens.cols()];
        for (int b = 0; b < images; b++) {
            Arrays.fill(sums, 0);
            for (int r = 0; r < share; r++) {
                tokens.copyRowTo(b * share + r, row, 0);
                for (int c = 0; c < row.length; c++) {
                    sums[c] += row[c];
                }
            }
            for (int c = 0; c < row.length; c++) {
                row[c] = (float) (sums[c] / share);
            }
            means.copyRowFrom(b, row, 0);
        }
    }
}
