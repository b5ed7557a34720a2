package vtp.kernels;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * The definition of {@link Kernels}: plain loops, sums in float64, each result rounded once. For tests.
 *
 * @since 0.1.0
 */
public final class ScalarKernels implements Kernels {

    private static final int PANEL_COLUMNS = 8;

    /** Makes kernels without state: any number of threads may share them. */
    public ScalarKernels() {}

    @Override
    public int panelColumns() {
        return PANEL_COLUMNS;
    }

    @Override
    public void linear(Mat x, PackedLinear w, Mat y) {
        ShapeChecks.linear(x, w, y);
        for (int m = 0; m < x.rows(); m++) {
            for (int n = 0; n < w.outFeatures(); n++) {
                y.set(m, n, (float) dot(x, m, w, n));
            }
        }
    }

    @Override
    public void linearAdd(Mat x, PackedLinear w, float @Nullable [] gamma, Mat y) {
        ShapeChecks.linear(x, w, y);
        ShapeChecks.perColumn(y, "gamma", gamma);
        for (int m = 0; m < x.rows(); m++) {
            for (int n = 0; n < w.outFeatures(); n++) {
                double scale = gamma == null ? 1 : gamma[n];
                y.set(m, n, (float) (y.get(m, n) + scale * dot(x, m, w, n)));
            }
        }
    }

    @Override
    public void feedForward(
            Mat x, PackedLinear w1, Activation activation, PackedLinear w2, float @Nullable [] gamma, Mat y) {
        ShapeChecks.feedForward(x, w1, w2, y);
        Mat hidden = Mat.allocate(Arena.ofAuto(), x.rows(), w1.outFeatures());
        for (int m = 0; m < x.rows(); m++) {
            for (int n = 0; n < w1.outFeatures(); n++) {
                hidden.set(m, n, (float) activate(dot(x, m, w1, n), activation));
            }
        }
        linearAdd(hidden, w2, gamma, y);
    }

    @Override
    public void feedForwardGated(
            Mat x, PackedLinear w1, PackedLinear w2, PackedLinear w3, float @Nullable [] gamma, Mat y) {
        ShapeChecks.feedForward(x, w1, w3, y);
        ShapeChecks.feedForward(x, w2, w3, y);
        Mat hidden = Mat.allocate(Arena.ofAuto(), x.rows(), w1.outFeatures());
        for (int m = 0; m < x.rows(); m++) {
            for (int n = 0; n < w1.outFeatures(); n++) {
                hidden.set(m, n, (float) (activate(dot(x, m, w1, n), Activation.SILU) * dot(x, m, w2, n)));
            }
        }
        linearAdd(hidden, w3, gamma, y);
    }

    private static double dot(Mat x, int m, PackedLinear w, int n) {
        double sum = 0;
        for (int k = 0; k < x.cols(); k++) {
            sum += (double) x.get(m, k) * w.weight(n, k);
        }
        return sum + w.bias(n);
    }

    @Override
    public void attention(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y) {
        int sequences = ShapeChecks.attention(q, k, v, heads, queryStarts, keyStarts, causal, y);
        for (int s = 0; s < sequences; s++) {
            for (int row = queryStarts[s]; row < queryStarts[s + 1]; row++) {
                int keys = causal ? row - queryStarts[s] + 1 : keyStarts[s + 1] - keyStarts[s];
                for (int h = 0; h < heads; h++) {
                    attend(q, row, k, v, keyStarts[s], keys, h, q.cols() / heads, y);
                }
            }
        }
    }

    private static void attend(Mat q, int row, Mat k, Mat v, int firstKey, int keys, int head, int width, Mat y) {
        int column = head * width;
        double[] weights = new double[keys];
        for (int j = 0; j < keys; j++) {
            for (int d = column; d < column + width; d++) {
                weights[j] += (double) q.get(row, d) * k.get(firstKey + j, d);
            }
            weights[j] /= Math.sqrt(width);
        }
        softmax(weights);
        for (int d = column; d < column + width; d++) {
            double sum = 0;
            for (int j = 0; j < keys; j++) {
                sum += weights[j] * v.get(firstKey + j, d);
            }
            y.set(row, d, (float) sum);
        }
    }

    @Override
    public void rmsNorm(Mat x, float[] weight, float eps, Mat y) {
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        for (int r = 0; r < x.rows(); r++) {
            double scale = 1 / Math.sqrt(sumOfSquares(x, r, 0) / x.cols() + eps);
            for (int c = 0; c < x.cols(); c++) {
                y.set(r, c, (float) (x.get(r, c) * scale * weight[c]));
            }
        }
    }

    @Override
    public void rmsNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        ShapeChecks.perColumn(x, "bias", bias);
        for (int r = 0; r < x.rows(); r++) {
            double scale = 1 / Math.sqrt(sumOfSquares(x, r, 0) / x.cols() + eps);
            for (int c = 0; c < x.cols(); c++) {
                y.set(r, c, (float) (x.get(r, c) * scale * weight[c] + bias[c]));
            }
        }
    }

    @Override
    public void layerNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        ShapeChecks.perColumn(x, "bias", bias);
        for (int r = 0; r < x.rows(); r++) {
            double sum = 0;
            for (int c = 0; c < x.cols(); c++) {
                sum += x.get(r, c);
            }
            double mean = sum / x.cols();
            double scale = 1 / Math.sqrt(sumOfSquares(x, r, mean) / x.cols() + eps);
            for (int c = 0; c < x.cols(); c++) {
                y.set(r, c, (float) ((x.get(r, c) - mean) * scale * weight[c] + bias[c]));
            }
        }
    }

    private static double sumOfSquares(Mat x, int r, double centre) {
        double sum = 0;
        for (int c = 0; c < x.cols(); c++) {
            double d = x.get(r, c) - centre;
            sum += d * d;
        }
        return sum;
    }

    @Override
    public void activate(Mat x, Activation activation, Mat y) {
        ShapeChecks.equal(x, y);
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.cols(); c++) {
                y.set(r, c, (float) activate(x.get(r, c), activation));
            }
        }
    }

    private static double activate(double x, Activation activation) {
        return switch (activation) {
            case GELU -> x * 0.5 * Erf.erfc(-x / Math.sqrt(2));
            case GELU_TANH -> x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * x * (1 + 0.044715 * x * x)));
            case QUICK_GELU -> x / (1 + Math.exp(-1.702 * x));
            case SILU -> x / (1 + Math.exp(-x));
        };
    }

    @Override
    public void rope(Mat x, int heads, RopeTable table, int prefix) {
        ScalarRope.rope(x, heads, table, prefix);
    }

    @Override
    public void ropePairs(Mat x, int heads, Mat cos, Mat sin) {
        ScalarRope.ropePairs(x, heads, cos, sin);
    }

    @Override
    public void l2Normalize(Mat x, Mat y) {
        ShapeChecks.equal(x, y);
        for (int r = 0; r < x.rows(); r++) {
            double length = Math.max(Math.sqrt(sumOfSquares(x, r, 0)), 1e-12);
            for (int c = 0; c < x.cols(); c++) {
                y.set(r, c, (float) (x.get(r, c) / length));
            }
        }
    }

    @Override
    public void softmax(Mat x, Mat y) {
        ShapeChecks.equal(x, y);
        for (int r = 0; r < x.rows(); r++) {
            double[] row = new double[x.cols()];
            for (int c = 0; c < row.length; c++) {
                row[c] = x.get(r, c);
            }
            softmax(row);
            for (int c = 0; c < row.length; c++) {
                y.set(r, c, (float) row[c]);
            }
        }
    }

    private static void softmax(double[] row) {
        double max = Double.NEGATIVE_INFINITY;
        for (double x : row) {
            max = Math.max(max, x);
        }
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            row[i] = Math.exp(row[i] - max);
            sum += row[i];
        }
        for (int i = 0; i < row.length; i++) {
            row[i] /= sum;
        }
    }

    @Override
    public void gatherPatches(Mat planes, int channels, int patch, Mat y) {
        ShapeChecks.patches(planes, channels, patch, y);
        int height = planes.rows() / channels;
        for (int row = 0; row < planes.rows(); row++) {
            for (int col = 0; col < planes.cols(); col++) {
                int token = row % height / patch * (planes.cols() / patch) + col / patch;
                int column = (row / height * patch + row % height % patch) * patch + col % patch;
                y.set(token, column, planes.get(row, col));
            }
        }
    }

    @Override
    public void scatterPatches(Mat x, int channels, int patch, Mat planes) {
        ShapeChecks.patches(planes, channels, patch, x);
        int height = planes.rows() / channels;
        for (int row = 0; row < planes.rows(); row++) {
            for (int col = 0; col < planes.cols(); col++) {
                int token = row % height / patch * (planes.cols() / patch) + col / patch;
                int column = (row / height * patch + row % height % patch) * patch + col % patch;
                planes.set(row, col, x.get(token, column));
            }
        }
    }

    @Override
    public void convolveRelu(Mat x, int height, int width, PackedConvolution w, Mat y) {
        ScalarWindows.convolveRelu(x, height, width, w, y);
    }

    @Override
    public void maxPool(Mat x, int height, int width, Window window, Mat y) {
        ScalarWindows.maxPool(x, height, width, window, y);
    }

    @Override
    public void averagePool(Mat x, int height, int width, Window window, Mat y) {
        ScalarWindows.averagePool(x, height, width, window, y);
    }

    @Override
    public void directionDistance(Mat x, Mat y, float[] weight, Mat d) {
        ShapeChecks.directionDistance(x, y, weight, d);
        for (int r = 0; r < x.rows(); r++) {
            double lengthX = Math.sqrt(sumOfSquares(x, r, 0)) + 1e-10;
            double lengthY = Math.sqrt(sumOfSquares(y, r, 0)) + 1e-10;
            double sum = 0;
            for (int c = 0; c < x.cols(); c++) {
                double difference = x.get(r, c) / lengthX - y.get(r, c) / lengthY;
                sum += weight[c] * difference * difference;
            }
            d.set(r, 0, (float) sum);
        }
    }
}
