package vtp.engine.config;

/**
 * The feed-forward network of a vision block, named as {@code vision_ffn_layer} and {@code decoder_ffn_layer} name it.
 *
 * @since 0.1.0
 */
public enum FfnKind {
    /** fc2(gelu(fc1 x)). */
    MLP(0),
    /** w3(silu(w1 x) · (w2 x)), its hidden width rounded up to a multiple of 8. */
    SWIGLU(8),
    /** The same, to a multiple of 32. */
    SWIGLU32(32),
    /** The same, to a multiple of 64. */
    SWIGLU64(64),
    /** The same, to a multiple of 128. */
    SWIGLU128(128);

    private final int multiple;

    FfnKind(int multiple) {
        this.multiple = multiple;
    }

    /** Whether it is one of the gated kinds, with w1, w2 and w3. */
    public boolean gated() {
        return this != MLP;
    }

    /**
     * Hidden width F: ⌊width · ratio⌋, of the gated kinds two thirds of that, rounded up to their multiple.
     *
     * @param width of the block, C
     * @param ratio as the configuration has it
     */
    public int hidden(int width, double ratio) {
        int full = (int) (width * ratio);
        return gated() ? Math.ceilDiv((int) (full * 2L / 3), multiple) * multiple : full;
    }
}
