package vtp.evaluation;

import java.util.SplittableRandom;

/** Draws random fields with a given spectrum. */
final class Spectrum {
    private Spectrum() {}

    /** A Gaussian field, (side, side), whose amplitudes fall as frequency to {@code exponent}. */
    static double[] field(int side, double exponent, SplittableRandom random) {
        double[] re = new double[side * side];
        double[] im = new double[side * side];
        for (int i = 0; i < re.length; i++) {
            double fx = Math.min(i % side, side - i % side) / (double) side;
            double fy = Math.min(i / side, side - i / side) / (double) side;
            double amplitude = Math.pow(Math.max(Math.hypot(fx, fy), 1.0 / side), exponent);
            re[i] = amplitude * random.nextGaussian();
            im[i] = amplitude * random.nextGaussian();
        }
        for (int axis = 0; axis < 2; axis++) {
            for (int row = 0; row < side; row++) {
                transform(re, im, row * side, side);
            }
            transpose(re, side);
            transpose(im, side);
        }
        return re;
    }

    private static void transpose(double[] values, int side) {
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < i; j++) {
                swap(values, i * side + j, j * side + i);
            }
        }
    }

    /** The Fourier transform of n numbers, a power of two (Cooley and Tukey, 1965). */
    private static void transform(double[] re, double[] im, int from, int n) {
        for (int i = 0; i < n; i++) {
            int j = Integer.reverse(i) >>> (Integer.numberOfLeadingZeros(n) + 1);
            if (i < j) {
                swap(re, from + i, from + j);
                swap(im, from + i, from + j);
            }
        }
        for (int half = 1; half < n; half *= 2) {
            double stepRe = Math.cos(Math.PI / half);
            double stepIm = Math.sin(Math.PI / half);
            for (int block = from; block < from + n; block += 2 * half) {
                double cos = 1;
                double sin = 0;
                for (int a = block; a < block + half; a++) {
                    int b = a + half;
                    double x = re[b] * cos - im[b] * sin;
                    double y = re[b] * sin + im[b] * cos;
                    re[b] = re[a] - x;
                    im[b] = im[a] - y;
                    re[a] += x;
                    im[a] += y;
                    double turned = cos * stepRe - sin * stepIm;
                    sin = cos * stepIm + sin * stepRe;
                    cos = turned;
                }
            }
        }
    }

    private static void swap(double[] values, int i, int j) {
        double value = values[i];
        values[i] = values[j];
        values[j] = value;
    }
}
