package vtp.generation.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.network.Parameters;
import vtp.engine.network.Scratch;
import vtp.generation.config.DitConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/**
 * A block: x += gate1 ⊙ attention(norm1(x) ⊙ (1 + scale1) + shift1), x += gate2 ⊙ ffn(norm2(x) ⊙ (1 + scale2) +
 * shift2).
 */
final class DitBlock {
    private final Kernels kernels;
    private final int heads;
    private final AdaLn adaLn;
    private final ModulatedNorm norm1;
    private final PackedLinear qkv;
    private final @Nullable HeadNorm qNorm;
    private final @Nullable HeadNorm kNorm;
    private final @Nullable PairRope rope;
    private final PackedLinear proj;
    private final ModulatedNorm norm2;
    private final DitFeedForward ffn;

    /** Asks for its tensors; {@code rope} is shared by all blocks. */
    DitBlock(Parameters p, DitConfig config, @Nullable PairRope rope, Kernels kernels) throws IOException {
        this.kernels = kernels;
        this.rope = rope;
        heads = config.heads();
        int width = config.width();
        norm1 = new ModulatedNorm(p.at("norm1"), config, kernels);
        qkv = p.at("attn.qkv").linear(3 * width, width);
        qNorm = HeadNorm.of(p.at("attn.q_norm"), config, kernels);
        kNorm = HeadNorm.of(p.at("attn.k_norm"), config, kernels);
        proj = p.at("attn.proj").linear(width, width);
        norm2 = new ModulatedNorm(p.at("norm2"), config, kernels);
        ffn = DitFeedForward.of(p.at("mlp"), config, kernels);
        adaLn = new AdaLn(p.at("adaLN_modulation"), width, config.modulations(), kernels);
    }

    /**
     * How the conditions modulate the two branches.
     *
     * @param attention of the first branch, by condition
     * @param feedForward of the second
     */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Modulations(Modulation[] attention, Modulation[] feedForward) {}

    /** Modulations by the conditions c (L, D); {@code wide} is room for (L, 6 D). */
    Modulations modulations(Mat c, Mat wide) {
        float[][][] vectors = adaLn.vectors(c, wide);
        Modulation[] attention = new Modulation[c.rows()];
        Modulation[] feedForward = new Modulation[c.rows()];
        for (int l = 0; l < c.rows(); l++) {
            float[][] v = vectors[l];
            boolean shifted = v.length == 6; // [shift1, scale1, gate1, shift2, scale2, gate2], or without shifts
            int second = v.length / 2;
            attention[l] = new Modulation(norm1.weight(v[second - 2]), shifted ? v[0] : null, v[second - 1]);
            feedForward[l] =
                    new Modulation(norm2.weight(v[2 * second - 2]), shifted ? v[second] : null, v[2 * second - 1]);
        }
        return new Modulations(attention, feedForward);
    }

    /** {@code s.tokens()} (M, D), in place. */
    void forward(Scratch s, TokenRows rows, Modulations m) {
        norm1.apply(s.tokens(), rows, m.attention(), s.normed()); //          1. (M, D)
        attention(s, rows, m.attention()); //                                 2. x += …
        norm2.apply(s.tokens(), rows, m.feedForward(), s.normed()); //        3. (M, D)
        feedForward(s, rows, m.feedForward()); //                             4. x += …
    }

    /** {@code s.tokens()} += gate ⊙ attention of {@code s.normed()}. */
    void attention(Scratch s, TokenRows rows, Modulation[] m) {
        kernels.linear(s.normed(), qkv, s.qkv()); //                          1. (M, 3 D)
        if (qNorm != null && kNorm != null) { //                              2. q, k by head
            qNorm.apply(s.qkHeads(heads), 0, heads);
            kNorm.apply(s.qkHeads(heads), heads, heads);
        }
        if (rope != null) { //                                                3. q, k
            rope.apply(s.qk(), 2 * heads);
        }
        kernels.attention(s.q(), s.k(), s.v(), heads, rows.starts(), rows.starts(), false, s.q()); // 4. (M, D)
        for (TokenRows.Group group : rows.groups()) { //                      5. x += …
            float @Nullable [] gate = m[group.condition()].gate();
            kernels.linearAdd(group.of(s.q()), proj, gate, group.of(s.tokens()));
        }
    }

    /** {@code s.tokens()} += gate ⊙ ffn({@code s.normed()}). */
    void feedForward(Scratch s, TokenRows rows, Modulation[] m) {
        for (TokenRows.Group group : rows.groups()) {
            float @Nullable [] gate = m[group.condition()].gate();
            ffn.addTo(group.of(s.tokens()), group.of(s.normed()), gate);
        }
    }
}
