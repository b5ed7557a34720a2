package vtp.engine.config;

/**
 * The blocks of a vision tower, trunk or pixel decoder.
 *
 * @param width of a token, C; divisible by 4 · heads
 * @param depth number of blocks
 * @param heads of attention
 * @param mlpRatio hidden width of the feed-forward network over C, before {@link FfnKind#hidden} adjusts it
 * @param ffn its kind
 * @param norm of the blocks and the final one
 * @param layerScale whether what a block adds is first multiplied by a learned γ
 * @param qkNorm whether queries and keys pass an RMSNorm over each head, eps 1e-5
 * @since 0.1.0
 */
public record VitConfig(
        int width,
        int depth,
        int heads,
        double mlpRatio,
        FfnKind ffn,
        NormKind norm,
        boolean layerScale,
        boolean qkNorm) {
    /** Width of one head, D. */
    public int headWidth() {
        return width / heads;
    }

    /** Hidden width of the feed-forward network, F. */
    public int ffnHidden() {
        return ffn.hidden(width, mlpRatio);
    }
}
