package vtp.engine.image;

import java.util.Arrays;
import java.util.Collections;

/**
 * SSIM of Wang et al. 2004 (doi:10.1109/TIP.2003.819861) for values from 0 to 1: the mean over channels and windows of
 *
 * <pre>{@code
 * (2 μx μy + C1) (2 σxy + C2)            C1 = 0.01², C2 = 0.03²
 * ─────────────────────────────────
 * (μx² + μy² + C1) (σx² + σy² + C2)
 * }</pre>
 *
 * with means μ, variances σ² and covariance σxy weighted by a Gaussian of sigma 1.5, cut to 11 × 11. Implementations
 * differ in which windows count, and so in the third decimal: {@link Windows}.
 *
 * @since 0.1.0
 */
public final class StructuralSimilarity {
    static final int WINDOW = 11;

    private static final double SIGMA = 1.5;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;
    private static final int CHANNELS = 3;

    /** What is averaged over each window: x, y, x², y², xy. */
    private static final int MOMENTS = 5;

    /** Which windows count. */
    public enum Windows {
        /**
         * Those that lie wholly inside the picture: scikit-image's {@code structural_similarity(x, y, channel_axis=2,
         * data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)}, and torchmetrics before 1.4.2.
         */
        INTERIOR(0, WINDOW),
        /**
         * One about every pixel, the picture reflected at its edges without repeating them: torchmetrics since 1.4.2.
         * (That it sets negative variances to 0 matters in float32 only.)
         */
        REFLECTED(WINDOW / 2, WINDOW / 2 + 1);

        private final int border;
        private final int smallestSide;

        Windows(int border, int smallestSide) {
            this.border = border;
            this.smallestSide = smallestSide;
        }

        /** Returns the smallest height and width of a picture that has such windows. */
        public int smallestSide() {
            return smallestSide;
        }
    }

    private final double[] weights = gaussian();
    private final int border;
    private final int height;
    private final int width;
    /** How many windows a row has. */
    private final int windows;

    private StructuralSimilarity(Windows which, int height, int width) {
        this.border = which.border;
        this.height = height;
        this.width = width;
        this.windows = width + 2 * border - WINDOW + 1;
    }

    /**
     * Compares a picture with a reconstruction, in float64. A NaN in the reconstruction makes the result NaN.
     *
     * @param rgb8 the picture, height × width × 3, row by row, 0 to 255 unsigned
     * @param rgb the reconstruction, likewise, 0 to 1; what lies outside is clamped
     * @return at most 1
     * @throws IllegalArgumentException if a side is below {@link Windows#smallestSide}, or an array's length is not
     *     height · width · 3
     */
    public static double of(byte[] rgb8, float[] rgb, int height, int width, Windows which) {
        if (Math.min(height, width) < which.smallestSide) {
            throw new IllegalArgumentException("The picture is " + width + " × " + height
                    + " pixels, but SSIM's window needs at least " + which.smallestSide + " × " + which.smallestSide
                    + ".");
        }
        Quality.requireValues(rgb8, rgb, height, width);
        StructuralSimilarity ssim = new StructuralSimilarity(which, height, width);
        double sum = 0;
        for (int channel = 0; channel < CHANNELS; channel++) {
            sum += ssim.sumOverWindows(rgb8, rgb, channel);
        }
        return sum / CHANNELS / ((double) (height + 2 * which.border - WINDOW + 1) * ssim.windows);
    }

    /** The Gaussian is separable: each row is averaged along x once, and kept for the eleven windows that hold it. */
    private double sumOverWindows(byte[] rgb8, float[] rgb, int channel) {
        double[][] rows = new double[WINDOW][MOMENTS * windows];
        double[] pixels = new double[MOMENTS * (width + 2 * border)];
        double[] averages = new double[MOMENTS * windows];
        double sum = 0;
        for (int y = -border; y < height + border; y++) {
            moments(rgb8, rgb, reflected(y, height), channel, pixels);
            averageAlongRow(pixels, rows[0]);
            Collections.rotate(Arrays.asList(rows), -1); // the newest row last
            if (y >= WINDOW - 1 - border) {
                averageOverRows(rows, averages);
                for (int x = 0; x < windows; x++) {
                    sum += similarity(averages, MOMENTS * x);
                }
            }
        }
        return sum;
    }

    /** … 2 1 | 0 1 2 … n − 1 | n − 2 … */
    private static int reflected(int index, int n) {
        return n - 1 - Math.abs(n - 1 - Math.abs(index));
    }

    private void moments(byte[] rgb8, float[] rgb, int y, int channel, double[] pixels) {
        for (int x = -border; x < width + border; x++) {
            int at = CHANNELS * (y * width + reflected(x, width)) + channel;
            double a = Quality.unit(rgb8[at]);
            double b = Quality.unit(rgb[at]);
            int to = MOMENTS * (x + border);
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
