package vtp.engine.tensor;

/**
 * Is given the values between the stages of a forward pass, under the names that goldens have for them. With B pictures
 * and P prompts:
 *
 * <pre>
 * pixels (B, 3, H, W)  trunk.patches (B, T, C)  trunk.block.i, trunk.norm (B, 1 + T, C)
 * last.cls (B, C)  last.patch (B, T, C)  neck.cls (B, K)  neck.patch (B, T, K)
 * inter.k.patch, inter.k.cls           the last two blocks, normed;  inter_raw.k.… the same as they are
 * latents (B, K, h, w)  decoder.block.i (B, T, C)  decoded (B, 3, 16 h, 16 w)
 * rgb (16 h, 16 w, 3)                  decoded as 8 bits, truncated; if B = 1
 * text.block.i (P, L, E)               every position
 * clip.image_raw, clip.image (B, E)  clip.text_raw, clip.text (P, E)
 * logits (B, P)  probs (B, P)          probs: softmax(100 · image · textᵀ)
 * </pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface StageListener {
    /**
     * One stage.
     *
     * @param name of the stage
     * @param values row-major, the listener's own
     * @param shape dimensions of the values
     */
    void stage(String name, float[] values, int... shape);
}
