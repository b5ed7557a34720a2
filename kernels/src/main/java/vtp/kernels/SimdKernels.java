package vtp.kernels;

import java.lang.foreign.Arena;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link Kernels} with vector instructions of the machine's preferred width, shared among threads. Safe to call from
 * several threads at once.
 *
 * @since 0.1.0
 */
public final class SimdKernels implements Kernels {

    private final SimdLinear linear;
    private final SimdAttention attention;
    private final SimdNorms norms;
    private final SimdElementwise elementwise;
    private final SimdRope rope;
    private final SimdRopePairs ropePairs;
    private final SimdSoftmax softmax;
    private final PatchCopies patches;
    private final SimdConvolution convolution;
    private final SimdPools pools;
    private final SimdDistances distances;

    /**
     * Makes kernels, on a JVM that was started with {@code --add-modules jdk.incubator.vector}: {@link Kernels#create}
     * finds out whether it was.
     *
     * @param workers the threads that share each operation; remains the caller's, to close when these kernels are no
     *     longer used
     */
    public SimdKernels(Workers workers) {
        this(workers, Arena::ofShared);
    }

    /** @param arenas makes the arenas of the buffers, each of which is closed by any thread */
    SimdKernels(Workers workers, Supplier<Arena> arenas) {
        linear = new SimdLinear(workers, arenas);
        attention = new SimdAttention(workers, arenas);
        norms = new SimdNorms(workers);
        elementwise = new SimdElementwise(workers);
        rope = new SimdRope(workers);
        ropePairs = new SimdRopePairs(workers);
        softmax = new SimdSoftmax(workers);
        patches = new PatchCopies(workers);
        convolution = new SimdConvolution(linear, new SimdWinograd(workers, arenas));
        pools = new SimdPools(workers);
        distances = new SimdDistances(workers);
    }

    @Override
    public int panelColumns() {
        return Tile.COLUMNS;
    }

    @Override
    public boolean transforms(Window window, int outChannels, int inChannels) {
        return SimdWinograd.fits(window, outChannels, inChannels);
    }

    @Override
    public void linear(Mat x, PackedLinear w, Mat y) {
        linear.linear(x, w, y);
    }

    @Override
    public void linearAdd(Mat x, PackedLinear w, float @Nullable [] gamma, Mat y) {
        linear.linearAdd(x, w, gamma, y);
    }

    @Override
    public void feedForward(
            Mat x, PackedLinear w1, Activation activation, PackedLinear w2, float @Nullable [] gamma, Mat y) {
        linear.feedForward(x, w1, activation, w2, gamma, y);
    }

    @Override
    public void feedForwardGated(
            Mat x, PackedLinear w1, PackedLinear w2, PackedLinear w3, float @Nullable [] gamma, Mat y) {
        linear.feedForwardGated(x, w1, w2, w3, gamma, y);
    }

    @Override
    public void attention(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y) {
        attention.attention(q, k, v, heads, queryStarts, keyStarts, causal, y);
    }

    @Override
    public void rmsNorm(Mat x, float[] weight, float eps, Mat y) {
        norms.rmsNorm(x, weight, eps, y);
    }

    @Override
    public void rmsNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        norms.rmsNorm(x, weight, bias, eps, y);
    }

    @Override
    public void layerNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        norms.layerNorm(x, weight, bias, eps, y);
    }

    @Override
    public void activate(Mat x, Activation activation, Mat y) {
        elementwise.activate(x, activation, y);
    }

    @Override
    public void rope(Mat x, int heads, RopeTable table, int prefix) {
        rope.rope(x, heads, table, prefix);
    }

    @Override
    public void ropePairs(Mat x, int heads, Mat cos, Mat sin) {
        ropePairs.ropePairs(x, heads, cos, sin);
    }

    @Override
    public void l2Normalize(Mat x, Mat y) {
        softmax.l2Normalize(x, y);
    }

    @Override
    public void softmax(Mat x, Mat y) {
        softmax.softmax(x, y);
    }

    @Override
    public void gatherPatches(Mat planes, int channels, int patch, Mat y) {
        patches.gatherPatches(planes, channels, patch, y);
    }

    @Override
    public void scatterPatches(Mat x, int channels, int patch, Mat planes) {
        patches.scatterPatches(x, channels, patch, planes);
    }

    @Override
    public void convolveRelu(Mat x, int height, int width, PackedConvolution w, Mat y) {
        convolution.convolveRelu(x, height, width, w, y);
    }

    @Override
    public void maxPool(Mat x, int height, int width, Window window, Mat y) {
        pools.maxPool(x, height, width, window, y);
    }

    @Override
    public void averagePool(Mat x, int height, int width, Window window, Mat y) {
        pools.averagePool(x, height, width, window, y);
    }

    @Override
    public void directionDistance(Mat x, Mat y, float[] weight, Mat d) {
        distances.directionDistance(x, y, weight, d);
    }

    /** Frees the buffers; those of a call that is still under way when that ends. */
    @Override
    public void close() {
        linear.close();
        attention.close();
        convolution.close();
    }
}
