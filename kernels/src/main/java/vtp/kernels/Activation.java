package vtp.kernels;

/**
 * What stands between the two layers of a feed-forward network, applied to each value.
 *
 * @since 0.1.0
 */
public enum Activation {
    /** x · ½ (1 + erf(x / √2)), the exact GELU of Hendrycks and Gimpel, arXiv:1606.08415. */
    GELU,
    /** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), the approximation in the same paper. */
    GELU_TANH,
    /** x · sigmoid(1.702 x), the approximation that OpenAI's CLIP used. */
    QUICK_GELU,
    /** x · sigmoid(x), also called swish. */
    SILU
}
