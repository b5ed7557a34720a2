package vtp.engine.config;

/**
 * What follows the text tower's final norm, by {@code text_proj_type} and {@code text_proj_bias}.
 *
 * @since 0.1.0
 */
public enum TextProjection {
    /** x · P, by a parameter (in, out): transposed as against every other weight. */
    LINEAR,
    /** x · Wᵀ + b, by a weight (out, in). */
    LINEAR_BIAS,
    /** Nothing. */
    NONE
}
