package vtp.engine.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.VitConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;
import vtp.kernels.RopeTable;

/**
 * A block of a vision tower, trunk or decoder: x += ls1(proj(attention(norm1 x))), x += ls2(ffn(norm2 x)).
 */
final class VitBlock {
    private static final float QK_NORM_EPS = 1e-5f;

    private final Kernels kernels;
    private final int heads;
    private final Norm norm1;
    private final QkvProjection qkv;
    private final float @Nullable [] qNorm;
    private final float @Nullable [] kNorm;
    private final PackedLinear proj;
    private final float @Nullable [] ls1;
    private final Norm norm2;
    private final FeedForward ffn;

    /** @param last whether {@link #forwardClass} will be called */
    VitBlock(Parameters p, VitConfig config, boolean last, Kernels kernels) throws IOException {
        this.kernels = kernels;
        heads = config.heads();
        int width = config.width();
        norm1 = Norm.of(p.at("norm1"), width, config.norm(), kernels);
        qkv = new QkvProjection(p.at("attn.qkv"), "weight", "bias", width, last, kernels);
        qNorm = config.qkNorm() ? p.at("attn.q_norm.weight").values(config.headWidth()) : null;
        kNorm = config.qkNorm() ? p.at("attn.k_norm.weight").values(config.headWidth()) : null;
        proj = p.at("attn.proj").linear(width, width);
        ls1 = config.layerScale() ? p.at("ls1.gamma").values(width) : null;
        norm2 = Norm.of(p.at("norm2"), width, config.norm(), kernels);
        ffn = FeedForward.of(p, config, kernels);
    }

    /** {@code s.tokens()} (M, C), in place. */
    void forward(Scratch s, ImageBatch images) {
        norm1.apply(s.tokens(), s.normed()); //                                                   1. (M, C)
        qkv.all(s); //                                                                            2. (M, 3C)
        normHeads(s.qkHeads(heads), 0); //                                                        3. q, k by head
        kernels.rope(s.qk(), 2 * heads, images.rope(), images.prefix()); //                       4. q, k in bfloat16
        kernels.attention(s.q(), s.k(), s.v(), heads, images.starts(), images.starts(), false, s.q()); // 5. (M, C)
        kernels.linearAdd(s.q(), proj, ls1, s.tokens()); //                                       6. x += …
        norm2.apply(s.tokens(), s.normed()); //                                                   7. (M, C)
        ffn.addTo(s.tokens(), s.normed()); //                                                     8. x += …
        BlockSteps.step();
    }

    /**
     * The same for the class token of each image alone, which needs of all others nothing but their keys and values.
     * The rows of patches are left as they were.
     *
     * @param classOnly the table of no patches
     */
    void forwardClass(Scratch s, ImageBatch images, RopeTable classOnly) {
        Mat x = images.classRows(s.tokens());
        Mat normed = images.classRows(s.normed());
        Mat q = images.classRows(s.q());
        int[] one = ImageBatch.evenly(images.images(), 1);

        norm1.apply(s.tokens(), s.normed()); //                                                   1. (M, C)
        qkv.keysAndValues(s.normed(), s.kv()); //                                                 2. k, v (M, 2C)
        qkv.queries(normed, q); //                                                                   q (B, C)
        if (qNorm != null) { //                                                                   3. q, k by head
            normHeads(s.qkHeads(heads), heads);
            normHeads(Scratch.split(q, heads), 0);
        }
        kernels.rope(s.k(), heads, images.rope(), images.prefix()); //                            4. k in bfloat16
        kernels.rope(q, heads, classOnly, images.prefix()); //                                       q in bfloat16
        kernels.attention(q, s.k(), s.v(), heads, one, images.starts(), false, q); //             5. (B, C)
        kernels.linearAdd(q, proj, ls1, x); //                                                    6. x += …
        norm2.apply(x, normed); //                                                                7. (B, C)
        ffn.addTo(x, normed); //                                                                  8. x += …
        BlockSteps.step();
    }

    /**
     * RMSNorm of each head from {@code first} on: of the first H by the queries' weight, of the others by the keys'.
     */
    private void normHeads(Mat[] views, int first) {
        if (qNorm == null || kNorm == null) {
            return;
        }
        for (int h = first; h < views.length; h++) {
            kernels.rmsNorm(views[h], h < heads ? qNorm : kNorm, QK_NORM_EPS, views[h]);
        }
    }
}
