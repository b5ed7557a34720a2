package vtp.engine.config;

import java.util.List;

/**
 * Floating-point operations of the matrix products, two for each multiplication and addition, as the reference computes
 * them but where it is said. Norms, activations, softmax and rotary embedding, below one percent, are left out.
 *
 * @since 0.1.0
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
     * Of a picture to its CLIP feature; 0 if the model has no CLIP part. Of the last block only that is counted which
     * the feature depends on, and which the engine computes: if it is the class token's, one row, and all keys and
     * values.
     *
     * @param height of the picture in pixels
     * @param width of the picture in pixels
     */
    public static long imageFeature(VtpConfig config, int height, int width) {
        return config.clip()
                .map(clip -> imageFeature(config, clip, height, width))
                .orElse(0L);
    }

    private static long imageFeature(VtpConfig config, ClipConfig clip, int height, int width) {
        VitConfig trunk = config.trunk();
        int side = config.patchSize();
        long patches = (long) (height / side) * (width / side);
        boolean classOnly = clip.feature() == ClipFeature.CLS;
        long block = attention(patches + 1, trunk.width()) + feedForward(trunk, patches + 1);
        long lastBlock = classOnly ? attention(1, patches + 1, trunk.width()) + feedForward(trunk, 1) : block;
        long channels = clip.throughBottleneck() ? config.latentChannels() : trunk.width();
        long neck = clip.throughBottleneck() && config.hasBottleneck()
                ? linear(classOnly ? 1 : patches, trunk.width(), channels)
                : 0;
        return linear(patches, 3L * side * side, trunk.width())
                + (trunk.depth() - 1) * block
                + lastBlock
                + neck
                + linear(1, channels, clip.text().width());
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
        return config.clip()
                .map(ClipConfig::text)
                .map(text -> prompt(text, text.contextLength()))
                .orElse(0L);
    }

    /**
     * Of prompts to their CLIP features; 0 if the model has no text tower. Only those positions are counted that a
     * feature depends on, and which the engine computes: behind a causal mask those up to the end of the prompt.
     *
     * @param ids of each prompt
     */
    public static long prompts(VtpConfig config, List<int[]> ids) {
        return config.clip()
                .map(ClipConfig::text)
                .map(text -> prompts(text, ids))
                .orElse(0L);
    }

    private static long prompts(TextConfig text, List<int[]> ids) {
        return ids.stream()
                .mapToLong(prompt -> prompt(text, text.positions(prompt)))
                .sum();
    }

    private static long prompt(TextConfig text, long positions) {
        long block = attention(positions, text.width()) + 2 * linear(positions, text.width(), text.ffnHidden());
        long projection = text.projection() == TextProjection.NONE ? 0 : linear(1, text.width(), text.width());
        return text.depth() * block + projection;
    }

    private static long blocks(VitConfig vit, long tokens) {
        return vit.depth() * (attention(tokens, vit.width()) + feedForward(vit, tokens));
    }

    private static long feedForward(VitConfig vit, long tokens) {
        return (vit.ffn().gated() ? 3 : 2) * linear(tokens, vit.width(), vit.ffnHidden());
    }

    /** The four linear layers, q · kᵀ, and its product with v. */
    private static long attention(long tokens, long width) {
        return attention(tokens, tokens, width);
    }

    /** The same if only some of the tokens ask: queries and output are theirs, keys and values are of all. */
    private static long attention(long queries, long tokens, long width) {
        return 2 * linear(queries, width, width)
                + 2 * linear(tokens, width, width)
                + 2 * linear(queries, width, tokens);
    }

    private static long linear(long rows, long in, long out) {
        return 2 * rows * in * out;
    }
}
