package vtp.kernels;

import org.jspecify.annotations.Nullable;

/**
 * {@link Kernels} of plain loops over arrays, for a JVM that has no Vector API, or no compiler for it. C2 turns most of
 * the loops into vector instructions by itself. Safe to call from several threads at once; {@link Kernels#create}
 * chooses.
 *
 * <p>What a value passes through once is left to {@link ScalarKernels}, rows or heads shared among the threads: so
 * rotary embedding is the same to the bit, and norms are as exact as they can be.
 *
 * @since 0.1.0
 */
public final class PlainKernels implements Kernels {

    private final Workers workers;
    private final ScalarKernels scalar = new ScalarKernels();
    private final PlainLinear linear;
    private final PlainAttention attention;
    private final PatchCopies patches;
    private final PlainConvolution convolution;

    /**
     * Makes kernels.
     *
     * @param workers the threads that share each operation; remains the caller's, to close when these kernels are no
     *     longer used
     */
    public PlainKernels(Workers workers) {
        this.workers = workers;
        linear = new PlainLinear(workers);
        attention = new PlainAttention(workers);
        patches = new PatchCopies(workers);
        convolution = new PlainConvolution(workers, linear);
    }

    @Override
    public int panelColumns() {
        return PlainLinear.COLUMNS;
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
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        shareRows(x, y, (from, to) -> scalar.rmsNorm(from, weight, eps, to));
    }

    @Override
    public void rmsNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        ShapeChecks.perColumn(x, "bias", bias);
        shareRows(x, y, (from, to) -> scalar.rmsNorm(from, weight, bias, eps, to));
    }

    @Override
    public void layerNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        ShapeChecks.perColumn(x, "bias", bias);
        shareRows(x, y, (from, to) -> scalar.layerNorm(from, weight, bias, eps, to));
    }

    @Override
    public void activate(Mat x, Activation activation, Mat y) {
        ShapeChecks.equal(x, y);
        shareRows(x, y, (from, to) -> {
            float[] row = new float[from.cols()];
            for (int r = 0; r < from.rows(); r++) {
                from.copyRowTo(r, row, 0);
                activate(row, row.length, activation);
                to.copyRowFrom(r, row, 0);
            }
        });
    }

    @Override
    public void rope(Mat x, int heads, RopeTable table, int prefix) {
        ShapeChecks.rope(x, heads, table, prefix);
        int width = x.cols() / heads;
        workers.run(heads, head -> scalar.rope(x.cols(head * width, width), 1, table, prefix));
    }

    @Override
    public void ropePairs(Mat x, int heads, Mat cos, Mat sin) {
        ShapeChecks.ropePairs(x, heads, cos, sin);
        int width = x.cols() / heads;
        workers.run(heads, head -> scalar.ropePairs(x.cols(head * width, width), 1, cos, sin));
    }

    @Override
    public void l2Normalize(Mat x, Mat y) {
        ShapeChecks.equal(x, y);
        shareRows(x, y, scalar::l2Normalize);
    }

    @Override
    public void softmax(Mat x, Mat y) {
        ShapeChecks.equal(x, y);
        shareRows(x, y, scalar::softmax);
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
        ShapeChecks.pool(x, height, width, window, y);
        shareChannels(x, y, (from, to) -> scalar.maxPool(from, height, width, window, to));
    }

    @Override
    public void averagePool(Mat x, int height, int width, Window window, Mat y) {
        ShapeChecks.pool(x, height, width, window, y);
        shareChannels(x, y, (from, to) -> scalar.averagePool(from, height, width, window, to));
    }

    @Override
    public void directionDistance(Mat x, Mat y, float[] weight, Mat d) {
        ShapeChecks.directionDistance(x, y, weight, d);
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            int count = to - from;
            scalar.directionDistance(x.rows(from, count), y.rows(from, count), weight, d.rows(from, count));
        });
    }

    private void shareChannels(Mat x, Mat y, RowOperation operation) {
        int each = Math.ceilDiv(x.cols(), workers.threads());
        workers.run(Math.ceilDiv(x.cols(), each), part -> {
            int count = Math.min(each, x.cols() - part * each);
            operation.apply(x.cols(part * each, count), y.cols(part * each, count));
        });
    }

    /** From a part of a matrix to the part of another that is its result. */
    private interface RowOperation {
        void apply(Mat from, Mat to);
    }

    private void shareRows(Mat x, Mat y, RowOperation operation) {
        RowBlocks.run(
                workers,
                x.rows(),
                x.cols(),
                (from, to) -> operation.apply(x.rows(from, to - from), y.rows(from, to - from)));
    }

    /** values = act(values), the first {@code count} of them. */
    static void activate(float[] values, int count, Activation activation) {
        switch (activation) {
            case GELU -> gelu(values, count);
            case GELU_TANH -> geluTanh(values, count);
            case QUICK_GELU -> quickGelu(values, count);
            case SILU -> silu(values, count);
        }
    }

    private static void gelu(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = FloatMath.gelu(values[i]);
        }
    }

    private static void geluTanh(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = FloatMath.geluTanh(values[i]);
        }
    }

    private static void quickGelu(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = FloatMath.quickGelu(values[i]);
        }
    }

    private static void silu(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = FloatMath.silu(values[i]);
        }
    }

    /** values = exp(values − their maximum), the first {@code count} of them. Returns their sum. */
    static float exponentiate(float[] values, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, values[i]);
        }
        for (int i = 0; i < count; i++) {
            values[i] = FloatMath.exp(values[i] - max);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return (float) sum;
    }
}
