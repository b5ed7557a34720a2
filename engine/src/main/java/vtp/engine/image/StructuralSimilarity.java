package vtp.engine.image;

import java.util.Arrays;
import java.util.Collections;

/**
 * SSIM of Wang et al. 2004 (doi:10.1109/TIP.2003.819861) for values from 0 to 1: the mean, over channels and over all
 * windows that lie wholly inside the picture, of
 *
 * <pre>{@code
 * (2 μx μy + C1) (2 σxy + C2)            C1 = 0.01², C2 = 0.03²
 * ─────────────────────────────────
 * (μx² + μy² + C1) (σx² + σy² + C2)
 * }</pre>
 *
 * with means μ, variances σ² and covariance σxy weighted by a Gaussian of sigma 1.5, cut to 11 × 11. It is what
 * scikit-image computes as {@code structural_similarity(x, y, channel_axis=2, data_range=1, gaussian_weights=True,
 * sigma=1.5, use_sample_covariance=False)}.
 */
final class StructuralSimilarity {
    static final int WINDOW = 11;

    private static final double SIGMA = 1.5;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;
    private static final int CHANNELS = 3;

    /** What is averaged over each window: x, y, x², y², xy. */
    private static final int MOMENTS = 5;

    private final double[] weights = gaussian();
    private final int width;
    private final int windows;

    private StructuralSimilarity(int width) {
        this.width = width;
        this.windows = width - WINDOW + 1;
    }

    /** The mean over the channels of two pictures of height × width × 3 values, each side at least {@link #WINDOW}. */
    static double of(byte[] rgb8, float[] rgb, int height, int width) {
        StructuralSimilarity ssim = new StructuralSimilarity(width);
        double sum = 0;
        for (int channel = 0; channel < CHANNELS; channel++) {
            sum += ssim.sumOverWindows(rgb8, rgb, height, channel);
        }
        return sum / CHANNELS / ((double) (height - WINDOW + 1) * ssim.windows);
    }

    /** The Gaussian is separable: each row is averaged along x once, and kept for the eleven windows that hold it. */
    private double sumOverWindows(byte[] rgb8, float[] rgb, int height, int channel) {
        double[][] rows = new double[WINDOW][MOMENTS * windows];
        double[] pixels = new double[MOMENTS * width];
        double[] averages = new double[MOMENTS * windows];
        double sum = 0;
        for (int y = 0; y < height; y++) {
            moments(rgb8, rgb, y, channel, pixels);
            averageAlongRow(pixels, rows[0]);
            Collections.rotate(Arrays.asList(rows), -1); // the newest row last
            if (y >= WINDOW - 1) {
                averageOverRows(rows, averages);
                for (int x = 0; x < windows; x++) {
                    sum += similarity(averages, MOMENTS * x);
                }
            }
        }
        return sum;
    }

    private void moments(byte[] rgb8, float[] rgb, int y, int channel, double[] pixels) {
        for (int x = 0; x < width; x++) {
            int at = CHANNELS * (y * width + x) + channel;
            double a = Quality.unit(rgb8[at]);
            double b = Quality.unit(rgb[at]);
            int to = MOMENTS * x;
            pixels[to] = a;
            pixels[to + 1] = b;
            pixels[to + 2] = a * a;
            pixels[to + 3] = b * b;
            pixels[to + 4] = a * b;
        }
    }

    /** pixels (width × 5) → row (windows × 5). */
    private void averageAlongRow(double[] pixels, double[] row) {
        Arrays.fill(row, 0);
        for (int k = 0; k < WINDOW; k++) {
            addScaled(weights[k], pixels, MOMENTS * k, row);
        }
    }

    /** The last eleven rows (windows × 5) → averages (windows × 5). */
    private void averageOverRows(double[][] rows, double[] averages) {
        Arrays.fill(averages, 0);
        for (int k = 0; k < WINDOW; k++) {
            addScaled(weights[k], rows[k], 0, averages);
        }
    }

    /** {@code to[i] += weight · from[offset + i]}: a loop that the JVM vectorizes. */
    private static void addScaled(double weight, double[] from, int offset, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += weight * from[offset + i];
        }
    }

    private static double similarity(double[] averages, int at) {
        double mx = averages[at];
        double my = averages[at + 1];
        double vx = averages[at + 2] - mx * mx;
        double vy = averages[at + 3] - my * my;
        double vxy = averages[at + 4] - mx * my;
        return (2 * mx * my + C1) * (2 * vxy + C2) / ((mx * mx + my * my + C1) * (vx + vy + C2));
    }

    private static double[] gaussian() {
        double[] weights = new double[WINDOW];
        double sum = 0;
        for (int k = 0; k < WINDOW; k++) {
            int distance = k - WINDOW / 2;
            weights[k] = Math.exp(-0.5 * distance * distance / (SIGMA * SIGMA));
            sum += weights[k];
        }
        for (int k = 0; k < WINDOW; k++) {
            weights[k] /= sum;
        }
        return weights;
    }
}
