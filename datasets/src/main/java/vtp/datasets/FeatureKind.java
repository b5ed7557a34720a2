package vtp.datasets;

/**
 * What can be extracted of each picture.
 *
 * @since 0.1.0
 */
public enum FeatureKind {
    /** Latents, (K, h, w), and those of the mirrored picture: what a generator is trained on. */
    LATENTS,
    /** The CLIP feature, (E), of length 1. */
    CLIP,
    /** The class token of the last block, after the final norm, (C). */
    CLS,
    /** The mean of the patches' tokens of the last block, after the final norm, (C). */
    PATCH_MEAN,
    /** Of each of some blocks the class token and the mean of the patches' tokens, both after the final norm, (C). */
    LAYERS
}
