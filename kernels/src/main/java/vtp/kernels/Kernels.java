package vtp.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Every operation on floats that the network is made of.
 *
 * <p>{@link ScalarKernels} is the definition: plain loops with double accumulators. {@link SimdKernels} computes the
 * same with vector instructions, {@link PlainKernels} with loops that C2 makes them of; {@link #create} chooses.
 * Results of one implementation do not depend on the number of threads, nor on which other rows a matrix holds.
 *
 * <p>Unless said otherwise an output must not overlap an input, sizes that do not fit each other are an
 * {@link IllegalArgumentException}, and any values are allowed: NaN and infinities go through as IEEE 754 has them.
 * Names of sizes (B, T, C, H, D, F) are explained at the {@linkplain vtp.kernels package}.
 *
 * @since 0.1.0
 */
public interface Kernels extends AutoCloseable {

    /**
     * Makes the fastest kernels that this JVM can run: {@link SimdKernels}, or {@link PlainKernels} if it was started
     * without {@code --add-modules jdk.incubator.vector} or does not compile with C2. What is lost then, or for want of
     * the flags of the command line, is logged once, to the {@link System.Logger} {@code vtp.kernels}.
     *
     * @param workers the threads that share each operation; remains the caller's, to close when the kernels are no
     *     longer used
     */
    static Kernels create(Workers workers) {
        return KernelsProvider.create(workers);
    }

    /**
     * Returns whether {@link #create} makes kernels of vector code in a JVM without the flags of the command line:
     * hundreds of their first calls are slow then, until C2 has compiled them.
     */
    static boolean areCompiledLate() {
        return KernelsProvider.usesVectors() && !KernelsProvider.hasFlags();
    }

    /** Returns the columns of one panel of {@link PackedLinear}, as this implementation wants its weights packed. */
    int panelColumns();

    /**
     * Returns whether this implementation wants the weights of such a convolution transformed (Winograd's F(2 × 2, 3 ×
     * 3)), as {@link PackedConvolution#pack} then does.
     */
    default boolean transforms(Window window, int outChannels, int inChannels) {
        return false;
    }

    /**
     * y = x Wᵀ + b.
     *
     * @param x (M, K)
     * @param w (N, K) and bias (N)
     * @param y (M, N), overwritten
     */
    void linear(Mat x, PackedLinear w, Mat y);

    /**
     * y += γ ⊙ (x Wᵀ + b): a residual branch's last layer, with its LayerScale (Touvron et al., arXiv:2103.17239).
     *
     * @param x (M, K)
     * @param w (N, K) and bias (N)
     * @param gamma (N), or null for 1
     * @param y (M, N), added to
     */
    void linearAdd(Mat x, PackedLinear w, float @Nullable [] gamma, Mat y);

    /**
     * y += γ ⊙ (act(x W₁ᵀ + b₁) W₂ᵀ + b₂): a residual branch of two layers.
     *
     * @param x (M, C)
     * @param w1 (F, C) and bias (F)
     * @param w2 (N, F) and bias (N)
     * @param gamma (N), or null for 1
     * @param y (M, N), added to
     */
    void feedForward(Mat x, PackedLinear w1, Activation activation, PackedLinear w2, float @Nullable [] gamma, Mat y);

    /**
     * y += γ ⊙ ((silu(x W₁ᵀ + b₁) ⊙ (x W₂ᵀ + b₂)) W₃ᵀ + b₃): the same with SwiGLU (Shazeer, arXiv:2002.05202).
     *
     * @param x (M, C)
     * @param w1 (F, C) and bias (F)
     * @param w2 (F, C) and bias (F)
     * @param w3 (N, F) and bias (N)
     * @param gamma (N), or null for 1
     * @param y (M, N), added to
     */
    void feedForwardGated(Mat x, PackedLinear w1, PackedLinear w2, PackedLinear w3, float @Nullable [] gamma, Mat y);

    /**
     * Softmax(q kᵀ / √D) v for each sequence and head apart (Vaswani et al., arXiv:1706.03762).
     *
     * <p>Sequence s owns rows {@code queryStarts[s]} to {@code queryStarts[s + 1]} of q and y, and rows
     * {@code keyStarts[s]} to {@code keyStarts[s + 1]} of k and v. Head h owns columns h · D to (h + 1) · D. The memory
     * used grows with the number of keys, never with queries × keys.
     *
     * @param q (Rq, H · D)
     * @param k (Rk, H · D)
     * @param v (Rk, H · D)
     * @param heads H
     * @param causal whether the i-th query of a sequence sees its first i + 1 keys only; needs as many queries as keys
     * @param y (Rq, H · D), overwritten; may be q
     */
    void attention(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y);

    /**
     * y = x / √(mean(x²) + eps) ⊙ weight, row by row (Zhang and Sennrich, arXiv:1910.07467).
     *
     * @param x (M, C)
     * @param weight (C)
     * @param y (M, C), overwritten; may be x
     */
    void rmsNorm(Mat x, float[] weight, float eps, Mat y);

    /**
     * y = x / √(mean(x²) + eps) ⊙ weight + bias, row by row: {@link #rmsNorm(Mat, float[], float, Mat)} modulated
     * (Peebles and Xie, arXiv:2212.09748).
     *
     * @param x (M, C)
     * @param weight (C)
     * @param bias (C)
     * @param y (M, C), overwritten; may be x
     */
    void rmsNorm(Mat x, float[] weight, float[] bias, float eps, Mat y);

    /**
     * y = (x − mean(x)) / √(var(x) + eps) ⊙ weight + bias, row by row, the variance divided by C (Ba et al.,
     * arXiv:1607.06450).
     *
     * @param x (M, C)
     * @param weight (C)
     * @param bias (C)
     * @param y (M, C), overwritten; may be x
     */
    void layerNorm(Mat x, float[] weight, float[] bias, float eps, Mat y);

    /**
     * y = act(x), element by element.
     *
     * @param x (M, C)
     * @param y (M, C), overwritten; may be x
     */
    void activate(Mat x, Activation activation, Mat y);

    /**
     * Rotary position embedding in bfloat16 (Su et al., arXiv:2104.09864; the axial form of DINOv3), in place. With ⟦·⟧
     * for rounding to bfloat16, and i running over the first half of a head's D columns:
     *
     * <pre>
     * x[i]       = ⟦ ⟦⟦x[i]⟧ · cos[i]⟧       − ⟦⟦x[i + D/2]⟧ · sin[i]⟧ ⟧
     * x[i + D/2] = ⟦ ⟦⟦x[i + D/2]⟧ · cos[i]⟧ + ⟦⟦x[i]⟧ · sin[i]⟧ ⟧
     * </pre>
     *
     * The first {@code prefix} rows of each image (class tokens) are rounded to bfloat16 and not rotated.
     *
     * @param x (B · (prefix + T), H · D)
     * @param heads H
     * @param table sines and cosines of T positions, (T, D / 2) each
     */
    void rope(Mat x, int heads, RopeTable table, int prefix);

    /**
     * Rotary position embedding of neighbouring columns, in place, in float32, each operation rounded once. With i
     * running over the even ones of a head's D columns:
     *
     * <pre>
     * x[i]     = x[i] · cos[i]         − x[i + 1] · sin[i]
     * x[i + 1] = x[i + 1] · cos[i + 1] + x[i] · sin[i + 1]
     * </pre>
     *
     * @param x (B · T, H · D)
     * @param heads H
     * @param cos cosines of T positions, (T, D), D even
     * @param sin sines, (T, D)
     */
    void ropePairs(Mat x, int heads, Mat cos, Mat sin);

    /**
     * y = x / max(‖x‖₂, 1e-12), row by row.
     *
     * @param x (M, C)
     * @param y (M, C), overwritten; may be x
     */
    void l2Normalize(Mat x, Mat y);

    /**
     * y = exp(x − max(x)) / Σ exp(x − max(x)), row by row.
     *
     * @param x (M, C)
     * @param y (M, C), overwritten; may be x
     */
    void softmax(Mat x, Mat y);

    /**
     * Cuts planes into patches: y[i · w + j][c · P² + a · P + b] = planes[c · H + i · P + a][j · P + b], the rows of a
     * convolution whose stride is its kernel's side.
     *
     * @param planes (channels · H, W), H and W multiples of P
     * @param y (h · w, channels · P²) with h = H / P, w = W / P, overwritten
     */
    void gatherPatches(Mat planes, int channels, int patch, Mat y);

    /**
     * Pixel shuffle (Shi et al., arXiv:1609.05158), the inverse of {@link #gatherPatches}:
     * planes[c · H + i · P + a][j · P + b] = x[i · w + j][c · P² + a · P + b].
     *
     * @param x (h · w, channels · P²)
     * @param planes (channels · H, W), overwritten
     */
    void scatterPatches(Mat x, int channels, int patch, Mat planes);

    /**
     * Convolution and ReLU: with M, i and j the picture and the place of an output of the {@link Window},
     *
     * <pre>
     * y[M, i, j][n] = max(0, b[n] + Σ w[n][a, c][k] · x[M, i · stride − padHeight + a, j · stride − padWidth + c][k])
     * </pre>
     *
     * summed over the window's pixels (a, c) inside the picture and over the channels k. NaN stays NaN.
     *
     * @param x (B · height · width, C): pictures, as {@link Window} says
     * @param y (B · output height · output width, N), overwritten
     */
    void convolveRelu(Mat x, int height, int width, PackedConvolution w, Mat y);

    /**
     * The largest value in a window, channel by channel, of the pixels inside the picture.
     *
     * @param x (B · height · width, C): pictures, as {@link Window} says
     * @param y (B · output height · output width, C), overwritten
     */
    void maxPool(Mat x, int height, int width, Window window, Mat y);

    /**
     * The mean of a window, channel by channel, of the pixels inside the picture: of those alone, at its edge too.
     *
     * @param x (B · height · width, C): pictures, as {@link Window} says
     * @param y (B · output height · output width, C), overwritten
     */
    void averagePool(Mat x, int height, int width, Window window, Mat y);

    /**
     * How far apart the directions of two rows are: d = Σ weight · (x / (‖x‖₂ + 1e-10) − y / (‖y‖₂ + 1e-10))², row by
     * row (LPIPS: Zhang et al., arXiv:1801.03924).
     *
     * @param x (M, C)
     * @param y (M, C)
     * @param weight (C)
     * @param d (M, 1), overwritten
     */
    void directionDistance(Mat x, Mat y, float[] weight, Mat d);

    /** Frees what these kernels have allocated for themselves. */
    @Override
    default void close() {}
}
