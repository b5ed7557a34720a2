package vtp.engine.config;

/**
 * Which tokens the CLIP image feature is taken from, named as {@code vision_clip_feat} names them.
 *
 * @since 0.1.0
 */
public enum ClipFeature {
    /** The class token. */
    CLS,
    /** The mean of the patch tokens. */
    POOLED
}
