package vtp.engine.config;

/**
 * The norms of a vision tower, named as {@code vision_norm_layer} and {@code decoder_norm_layer} name them.
 *
 * @since 0.1.0
 */
public enum NormKind {
    /** x · rsqrt(mean x² + eps) · weight. */
    RMSNORM(1e-5f),
    /** (x − mean) · rsqrt(variance + eps) · weight + bias. */
    LAYERNORM(1e-6f),
    /** The same with another eps; nothing about it is bfloat16. */
    LAYERNORMBF16(1e-5f);

    private final float eps;

    NormKind(float eps) {
        this.eps = eps;
    }

    /** What is added to the mean square or the variance. */
    public float eps() {
        return eps;
    }

    /** Whether it subtracts the mean and has a bias. */
    public boolean centred() {
        return this != RMSNORM;
    }
}
