package vtp.engine.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.TextConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/** A block of the text tower: x += ls_1(out_proj(attention(ln_1 x))), x += ls_2(c_proj(act(c_fc(ln_2 x)))). */
final class TextBlock {
    private final Kernels kernels;
    private final int heads;
    private final boolean causal;
    private final Norm ln1;
    private final QkvProjection qkv;
    private final PackedLinear proj;
    private final float @Nullable [] ls1;
    private final Norm ln2;
    private final FeedForward mlp;

    /** @param last whether {@link #forwardPooled} will be called */
    TextBlock(Parameters p, TextConfig config, boolean last, Kernels kernels) throws IOException {
        this.kernels = kernels;
        heads = config.heads();
        causal = config.causal();
        int width = config.width();
        ln1 = Norm.ofText(p.at("ln_1"), width, kernels);
        qkv = new QkvProjection(p.at("attn"), "in_proj_weight", "in_proj_bias", width, last, kernels);
        proj = p.at("attn.out_proj").linear(width, width);
        ls1 = config.layerScale() ? p.at("ls_1.gamma").values(width) : null;
        ln2 = Norm.ofText(p.at("ln_2"), width, kernels);
        mlp = FeedForward.ofText(p, config, kernels);
    }

    /** {@code s.tokens()} (M, C), in place. */
    void forward(Scratch s, PromptBatch prompts) {
        ln1.apply(s.tokens(), s.normed()); //                                                      1. (M, C)
        qkv.all(s); //                                                                             2. (M, 3C)
        kernels.attention(s.q(), s.k(), s.v(), heads, prompts.starts(), prompts.starts(), causal, s.q()); // 3. (M, C)
        kernels.linearAdd(s.q(), proj, ls1, s.tokens()); //                                        4. x += …
        ln2.apply(s.tokens(), s.normed()); //                                                      5. (M, C)
        mlp.addTo(s.tokens(), s.normed()); //                                                      6. x += …
    }

    /**
     * The same for the pooled row of each prompt alone, which must see all rows of its prompt.
     *
     * @return x (P, C), the first rows of {@code s.tokens()}
     */
    Mat forwardPooled(Scratch s, PromptBatch prompts) {
        int count = prompts.prompts();
        ln1.apply(s.tokens(), s.normed()); //                                                      1. (M, C)
        qkv.keysAndValues(s.normed(), s.kv()); //                                                  2. k, v (M, 2C)
        Mat x = gather(s.tokens(), prompts.pooled()); //                                              x (P, C)
        Mat normed = gather(s.normed(), prompts.pooled());
        Mat q = s.q().rows(0, count);
        qkv.queries(normed, q); //                                                                    q (P, C)
        kernels.attention(q, s.k(), s.v(), heads, ImageBatch.evenly(count, 1), prompts.starts(), false, q); // 3. (P, C)
        kernels.linearAdd(q, proj, ls1, x); //                                                     4. x += …
        ln2.apply(x, normed); //                                                                   5. (P, C)
        mlp.addTo(x, normed); //                                                                   6. x += …
        return x;
    }

    /** Moves some rows, given in ascending order, to the beginning. */
    static Mat gather(Mat x, int[] rows) {
        float[] row = new float[x.cols()];
        for (int i = 0; i < rows.length; i++) {
            x.copyRowTo(rows[i], row, 0);
            x.copyRowFrom(i, row, 0);
        }
        return x.rows(0, rows.length);
    }
}
