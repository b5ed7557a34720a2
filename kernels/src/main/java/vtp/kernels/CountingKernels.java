package vtp.kernels;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the floating-point operations that a network asks for, without doing them: outputs are left as they are. With
 * it, a formula for the work of a network is checked against the network itself, at any size, in no time.
 *
 * <p>Counted are the operations of the definitions, a multiply-add as two; what an implementation does besides (rows
 * that fill a tile up, hidden values computed twice) is not. Of attention only the keys that a query sees count. Safe
 * to call from several threads at once; what a model's warm-up asks for is counted too, until {@link #reset}.
 *
 * @since 0.1.0
 */
public final class CountingKernels implements Kernels {

    /**
     * What is counted apart.
     *
     * @since 0.1.0
     */
    public enum Operation {
        /** Products with weights: 2 · M · K · N for each linear layer of (N, K), of feed-forward networks too. */
        LINEAR,
        /** Both products of attention: 4 · D for each query, key that it sees, and head. */
        ATTENTION,
        /** All else, one operation for each value written; copies of patches are none. */
        ELEMENTWISE
    }

    private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);

    /** Makes kernels that have counted nothing yet. */
    public CountingKernels() {}

    /** Returns the operations of a kind that were asked for so far. */
    public synchronized long count(Operation operation) {
        return counts.getOrDefault(operation, 0L);
    }

    /** Returns the operations of matrix products that were asked for so far: linear layers and attention. */
    public long products() {
        return count(Operation.LINEAR) + count(Operation.ATTENTION);
    }

    /** Begins again from zero. */
    public synchronized void reset() {
        counts.clear();
    }

    private synchronized void add(Operation operation, long operations) {
        counts.merge(operation, operations, Math::addExact);
    }

    private void addProduct(int rows, PackedLinear w) {
        add(Operation.LINEAR, 2L * rows * w.inFeatures() * w.outFeatures());
    }

    private void addElements(int rows, int cols) {
        add(Operation.ELEMENTWISE, (long) rows * cols);
    }

    @Override
    public int panelColumns() {
        return 8;
    }

    @Override
    public void linear(Mat x, PackedLinear w, Mat y) {
        ShapeChecks.linear(x, w, y);
        addProduct(x.rows(), w);
    }

    @Override
    public void linearAdd(Mat x, PackedLinear w, float @Nullable [] gamma, Mat y) {
        ShapeChecks.linear(x, w, y);
        ShapeChecks.perColumn(y, "gamma", gamma);
        addProduct(x.rows(), w);
        addElements(y.rows(), y.cols());
    }

    @Override
    public void feedForward(
            Mat x, PackedLinear w1, Activation activation, PackedLinear w2, float @Nullable [] gamma, Mat y) {
        ShapeChecks.feedForward(x, w1, w2, y);
        ShapeChecks.perColumn(y, "gamma", gamma);
        addProduct(x.rows(), w1);
        addProduct(x.rows(), w2);
        addElements(x.rows(), w1.outFeatures());
        addElements(y.rows(), y.cols());
    }

    @Override
    public void feedForwardGated(
            Mat x, PackedLinear w1, PackedLinear w2, PackedLinear w3, float @Nullable [] gamma, Mat y) {
        ShapeChecks.feedForward(x, w1, w3, y);
        ShapeChecks.feedForward(x, w2, w3, y);
        ShapeChecks.perColumn(y, "gamma", gamma);
        addProduct(x.rows(), w1);
        addProduct(x.rows(), w2);
        addProduct(x.rows(), w3);
        addElements(x.rows(), w1.outFeatures());
        addElements(y.rows(), y.cols());
    }

    @Override
    public void attention(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y) {
        int sequences = ShapeChecks.attention(q, k, v, heads, queryStarts, keyStarts, causal, y);
        for (int s = 0; s < sequences; s++) {
            long queries = (long) queryStarts[s + 1] - queryStarts[s];
            long keys = (long) keyStarts[s + 1] - keyStarts[s];
            long seen = causal ? queries * (queries + 1) / 2 : queries * keys;
            add(Operation.ATTENTION, 4 * seen * q.cols());
        }
    }

    @Override
    public void rmsNorm(Mat x, float[] weight, float eps, Mat y) {
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        addElements(y.rows(), y.cols());
    }

    @Override
    public void rmsNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        ShapeChecks.perColumn(x, "bias", bias);
        rmsNorm(x, weight, eps, y);
    }

    @Override
    public void layerNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        ShapeChecks.perColumn(x, "bias", bias);
        addElements(y.rows(), y.cols());
    }

    @Override
    public void activate(Mat x, Activation activation, Mat y) {
        ShapeChecks.equal(x, y);
        addElements(y.rows(), y.cols());
    }

    @Override
    public void rope(Mat x, int heads, RopeTable table, int prefix) {
        ShapeChecks.rope(x, heads, table, prefix);
        addElements(x.rows(), x.cols());
    }

    @Override
    public void ropePairs(Mat x, int heads, Mat cos, Mat sin) {
        ShapeChecks.ropePairs(x, heads, cos, sin);
        addElements(x.rows(), x.cols());
    }

    @Override
    public void l2Normalize(Mat x, Mat y) {
        ShapeChecks.equal(x, y);
        addElements(y.rows(), y.cols());
    }

    @Override
    public void softmax(Mat x, Mat y) {
        ShapeChecks.equal(x, y);
        addElements(y.rows(), y.cols());
    }

    @Override
    public void gatherPatches(Mat planes, int channels, int patch, Mat y) {
        ShapeChecks.patches(planes, channels, patch, y);
    }

    @Override
    public void scatterPatches(Mat x, int channels, int patch, Mat planes) {
        ShapeChecks.patches(planes, channels, patch, x);
    }

    @Override
    public void convolveRelu(Mat x, int height, int width, PackedConvolution w, Mat y) {
        ShapeChecks.convolution(x, height, width, w, y);
        add(Operation.LINEAR, 2L * y.rows() * w.window().taps() * w.inChannels() * w.outChannels());
        addElements(y.rows(), y.cols());
    }

    @Override
    public void maxPool(Mat x, int height, int width, Window window, Mat y) {
        ShapeChecks.pool(x, height, width, window, y);
        addElements(y.rows(), y.cols());
    }

    @Override
    public void averagePool(Mat x, int height, int width, Window window, Mat y) {
        ShapeChecks.pool(x, height, width, window, y);
        addElements(y.rows(), y.cols());
    }

    @Override
    public void directionDistance(Mat x, Mat y, float[] weight, Mat d) {
        ShapeChecks.directionDistance(x, y, weight, d);
        addElements(d.rows(), d.cols());
    }
}
