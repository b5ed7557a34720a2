package vtp.kernels;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Times the operations of other kernels, and says how well the threads were used meanwhile: a look at the clock before
 * and after each operation and each item of a thread's work.
 *
 * <p>For one caller at a time: of calls made at once, each would count the work of the others as its own.
 *
 * @since 0.1.0
 */
public final class TimedKernels implements Kernels {

    /**
     * What is timed apart.
     *
     * @since 0.1.0
     */
    public enum Operation {
        /** The layer that makes queries, keys and values: of two or three times as many outputs as inputs. */
        QKV,
        /** Attention, its packing of keys and values included. */
        ATTENTION,
        /** A layer that is added to the residual: the output of attention. */
        PROJECTION,
        /** Both or all three layers of a feed-forward network, and its activation. */
        FEED_FORWARD,
        /** Layers of any other kind, such as the first and the last of a tower; convolutions. */
        LINEAR,
        /** RMSNorm and LayerNorm. */
        NORM,
        /** Rotary position embeddings. */
        ROTARY,
        /** All else. */
        OTHER
    }

    /**
     * What operations of one kind took.
     *
     * @param calls how many there were
     * @param nanos from call to return
     * @param workedNanos how long the threads worked meanwhile, all together; for the rest of their time one waited for
     *     another
     * @param packedNanos how much of their work was packing rows, keys and values
     * @param products floating-point operations of matrix products, as {@link CountingKernels} counts them
     */
    public record Times(long calls, long nanos, long workedNanos, long packedNanos, long products) {
        /** Returns the sums of both. */
        public Times plus(Times more) {
            return new Times(
                    calls + more.calls,
                    nanos + more.nanos,
                    workedNanos + more.workedNanos,
                    packedNanos + more.packedNanos,
                    products + more.products);
        }
    }

    private final WorkClock clock;
    private final Kernels kernels;
    private final CountingKernels counts = new CountingKernels();
    private final Map<Operation, Times> times = new EnumMap<>(Operation.class);

    /**
     * Times kernels.
     *
     * @param workers the threads that they share, which are timed from now on
     * @param kernels closed with this
     */
    public TimedKernels(Workers workers, Kernels kernels) {
        this.clock = workers.startClock();
        this.kernels = kernels;
    }

    /** Returns what the operations of each kind took since the last {@link #reset}, or since the beginning. */
    public synchronized Map<Operation, Times> times() {
        return new EnumMap<>(times);
    }

    /** Forgets all so far. */
    public synchronized void reset() {
        times.clear();
    }

    private synchronized void time(Operation operation, Consumer<Kernels> call) {
        counts.reset();
        call.accept(counts);
        long worked = clock.workedNanos();
        long packed = clock.packedNanos();
        long start = clock.now();
        call.accept(kernels);
        Times took = new Times(
                1, clock.now() - start, clock.workedNanos() - worked, clock.packedNanos() - packed, counts.products());
        times.merge(operation, took, Times::plus);
    }

    @Override
    public int panelColumns() {
        return kernels.panelColumns();
    }

    @Override
    public boolean transforms(Window window, int outChannels, int inChannels) {
        return kernels.transforms(window, outChannels, inChannels);
    }

    @Override
    public void linear(Mat x, PackedLinear w, Mat y) {
        boolean qkv = w.outFeatures() == 3 * w.inFeatures() || w.outFeatures() == 2 * w.inFeatures();
        time(qkv ? Operation.QKV : Operation.LINEAR, k -> k.linear(x, w, y));
    }

    @Override
    public void linearAdd(Mat x, PackedLinear w, float @Nullable [] gamma, Mat y) {
        time(Operation.PROJECTION, k -> k.linearAdd(x, w, gamma, y));
    }

    @Override
    public void feedForward(
            Mat x, PackedLinear w1, Activation activation, PackedLinear w2, float @Nullable [] gamma, Mat y) {
        time(Operation.FEED_FORWARD, k -> k.feedForward(x, w1, activation, w2, gamma, y));
    }

    @Override
    public void feedForwardGated(
            Mat x, PackedLinear w1, PackedLinear w2, PackedLinear w3, float @Nullable [] gamma, Mat y) {
        time(Operation.FEED_FORWARD, k -> k.feedForwardGated(x, w1, w2, w3, gamma, y));
    }

    @Override
    public void attention(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y) {
        time(Operation.ATTENTION, to -> to.attention(q, k, v, heads, queryStarts, keyStarts, causal, y));
    }

    @Override
    public void rmsNorm(Mat x, float[] weight, float eps, Mat y) {
        time(Operation.NORM, k -> k.rmsNorm(x, weight, eps, y));
    }

    @Override
    public void rmsNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        time(Operation.NORM, k -> k.rmsNorm(x, weight, bias, eps, y));
    }

    @Override
    public void layerNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        time(Operation.NORM, k -> k.layerNorm(x, weight, bias, eps, y));
    }

    @Override
    public void activate(Mat x, Activation activation, Mat y) {
        time(Operation.OTHER, k -> k.activate(x, activation, y));
    }

    @Override
    public void rope(Mat x, int heads, RopeTable table, int prefix) {
        time(Operation.ROTARY, k -> k.rope(x, heads, table, prefix));
    }

    @Override
    public void ropePairs(Mat x, int heads, Mat cos, Mat sin) {
        time(Operation.ROTARY, k -> k.ropePairs(x, heads, cos, sin));
    }

    @Override
    public void l2Normalize(Mat x, Mat y) {
        time(Operation.OTHER, k -> k.l2Normalize(x, y));
    }

    @Override
    public void softmax(Mat x, Mat y) {
        time(Operation.OTHER, k -> k.softmax(x, y));
    }

    @Override
    public void gatherPatches(Mat planes, int channels, int patch, Mat y) {
        time(Operation.OTHER, k -> k.gatherPatches(planes, channels, patch, y));
    }

    @Override
    public void scatterPatches(Mat x, int channels, int patch, Mat planes) {
        time(Operation.OTHER, k -> k.scatterPatches(x, channels, patch, planes));
    }

    @Override
    public void convolveRelu(Mat x, int height, int width, PackedConvolution w, Mat y) {
        time(Operation.LINEAR, k -> k.convolveRelu(x, height, width, w, y));
    }

    @Override
    public void maxPool(Mat x, int height, int width, Window window, Mat y) {
        time(Operation.OTHER, k -> k.maxPool(x, height, width, window, y));
    }

    @Override
    public void averagePool(Mat x, int height, int width, Window window, Mat y) {
        time(Operation.OTHER, k -> k.averagePool(x, height, width, window, y));
    }

    @Override
    public void directionDistance(Mat x, Mat y, float[] weight, Mat d) {
        time(Operation.OTHER, k -> k.directionDistance(x, y, weight, d));
    }

    @Override
    public void close() {
        kernels.close();
    }
}
