package vtp.generation.config;

import vtp.engine.config.ModelException;

/**
 * The architecture of a LightningDiT (Yao et al., arXiv:2501.01423).
 *
 * @param depth number of blocks
 * @param width D, of a token
 * @param heads H, a divisor of D
 * @param patch P, the side of a patch of latents
 * @param side h = w, the side of the latents, a multiple of P: position embeddings are for this one alone
 * @param channels C, of the latents
 * @param classes K: labels are 0 to K − 1, and K is "none"
 * @param qkNorm whether queries and keys are normalised head by head
 * @param rmsNorm RMSNorm with weights, or else LayerNorm without
 * @param swiGlu SwiGLU, or else two layers with GELU between
 * @param rope whether queries and keys are rotated
 * @param woShift whether blocks are modulated by scale and gate alone
 * @param learnSigma whether the network also returns C channels that sampling does not read
 * @since 0.1.0
 */
public record DitConfig(
        int depth,
        int width,
        int heads,
        int patch,
        int side,
        int channels,
        int classes,
        boolean qkNorm,
        boolean rmsNorm,
        boolean swiGlu,
        boolean rope,
        boolean woShift,
        boolean learnSigma) {

    /** What a number may be at most; more than any network has, and no product of them overflows a long. */
    static final int MOST = 1 << 20;

    private static final int MOST_BLOCKS = 1024;

    /**
     * Checks what no network can be.
     *
     * @param where the file that says so
     * @throws ModelException that names the first number that is impossible
     */
    public void check(String where) throws ModelException {
        range(where, "depth", depth, MOST_BLOCKS);
        range(where, "width", width, MOST);
        range(where, "number of heads", heads, MOST);
        range(where, "patch size", patch, MOST);
        range(where, "side of the latents", side, MOST);
        range(where, "number of channels", channels, MOST);
        range(where, "number of classes", classes, MOST);
        if (width % heads != 0 || (rope && headWidth() % 4 != 0)) {
            throw new ModelException(
                    where,
                    "width " + width + " cannot be shared among " + heads + " heads" + (rope ? " of whole fours" : ""));
        }
        if (width % 4 != 0) {
            throw new ModelException(where, "width " + width + " is no multiple of 4");
        }
        if (side % patch != 0) {
            throw new ModelException(where, "latents of side " + side + " cannot be cut into patches of side " + patch);
        }
        if ((long) grid() * grid() > MOST || (long) patch * patch * outChannels() > MOST) {
            throw new ModelException(where, "latents of side " + side + " have too many tokens, or too large ones");
        }
    }

    private static void range(String where, String what, int value, int most) throws ModelException {
        if (value < 1 || value > most) {
            throw new ModelException(where, what + " is " + value + ", must be from 1 to " + most);
        }
    }

    /** The side of the grid of patches. */
    public int grid() {
        return side / patch;
    }

    /** T. */
    public int tokens() {
        return grid() * grid();
    }

    /** D / H. */
    public int headWidth() {
        return width / heads;
    }

    /** F, the hidden width of a feed-forward network: 4 D, of SwiGLU ⅔ of that, rounded down. */
    public int hidden() {
        return swiGlu ? (int) (2.0 / 3 * (4L * width)) : 4 * width;
    }

    /** The channels that the network returns. */
    public int outChannels() {
        return learnSigma ? 2 * channels : channels;
    }

    /** How many vectors modulate a block. */
    public int modulations() {
        return woShift ? 4 : 6;
    }

    /** The label that stands for none. */
    public int noLabel() {
        return classes;
    }

    /** Multiplications and additions of matrix products of a call with one picture, a label of its own. */
    public long operations() {
        long block = (long) tokens() * width * (4L * width + (swiGlu ? 3L : 2L) * hidden())
                + 2L * tokens() * tokens() * width
                + (long) modulations() * width * width;
        long ends = (long) tokens() * width * patch * patch * (channels + outChannels())
                + 3L * width * width
                + 256L * width;
        return 2 * (depth * block + ends);
    }

    /** One line: what it is. */
    public String summary() {
        return DitSize.nameOf(this) + ": " + depth + " blocks, width " + width + ", " + heads + " heads, patch " + patch
                + ", latents (" + channels + ", " + side + ", " + side + "), " + classes + " classes, "
                + (rmsNorm ? "RMSNorm" : "LayerNorm") + ", " + (swiGlu ? "SwiGLU" : "GELU") + (rope ? ", RoPE" : "")
                + (qkNorm ? ", q and k normalised" : "") + (woShift ? ", no shift" : "")
                + (learnSigma ? ", sigma learned" : "");
    }
}
