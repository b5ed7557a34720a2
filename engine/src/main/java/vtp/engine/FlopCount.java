package vtp.engine;

/**
 * Floating-point operations of the matrix products, two for each multiplication and addition, as the reference computes
 * them. Norms, activations, softmax and rotary embedding, below one percent, are left out.
 */
public final class FlopCount {
    private FlopCount() {}

    /**
     * Of a picture to its latents.
     *
     * @param height of the picture in pixels
     * @param width of the picture in pixels
     */
    public static long encode(VtpConfig config, int height, int width) {
        VitConfig trunk = config.trunk();
        int side = config.patchSize();
        long patches = (long) (height / side) * (width / side);
        long bottleneck = config.hasBottleneck() ? linear(patches, trunk.width(), config.latentChannels()) : 0;
        return linear(patches, 3L * side * side, trunk.width()) + blocks(trunk, patches + 1) + bottleneck;
    }

    /**
     * Of latents to their picture; 0 if the model has no decoder.
     *
     * @param height of the latents
     * @param width of the latents
     */
    public static long decode(VtpConfig config, int height, int width) {
        long tokens = (long) height * width;
        long colours = 3L * VtpConfig.UPSCALE * VtpConfig.UPSCALE;
        return config.decoder()
                .map(decoder -> linear(tokens, config.latentChannels(), decoder.width())
                        + blocks(decoder, tokens)
                        + linear(tokens, decoder.width(), colours))
                .orElse(0L);
    }

    /** Of one prompt to its CLIP feature, all positions of the context computed; 0 if the model has no text tower. */
    public static long prompt(VtpConfig config) {
        return config.clip().map(clip -> prompt(clip.text())).orElse(0L);
    }

    private static long prompt(TextConfig text) {
        long block = attention(text.contextLength(), text.width())
                + 2 * linear(text.contextLength(), text.width(), text.ffnHidden());
        long projection = text.projection() == TextProjection.NONE ? 0 : linear(1, text.width(), text.width());
        return text.depth() * block + projection;
    }

    private static long blocks(VitConfig vit, long tokens) {
        int layers = vit.ffn().gated() ? 3 : 2;
        return vit.depth() * (attention(tokens, vit.width()) + layers * linear(tokens, vit.width(), vit.ffnHidden()));
    }

    /** The four linear layers, q · kᵀ, and its product with v. */
    private static long attention(long tokens, long width) {
        return 4 * linear(tokens, width, width) + 2 * linear(tokens, width, tokens);
    }

    private static long linear(long rows, long in, long out) {
        return 2 * rows * in * out;
    }
}
