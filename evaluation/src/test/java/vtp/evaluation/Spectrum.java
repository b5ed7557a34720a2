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
        for (int row = 0; row < side; row++) {
            transform(re, im, row * side, 1, side);
        }
        for (int column = 0; column < side; column++) {
            transform(re, im, column, side, side);
        }
        return re;
    }

    /** The Fourier transform of n numbers, a power of two, that lie {@code step} apart (Cooley and Tukey, 1965). */
    private static void transform(double[] re, double[] im, int from, int step, int n) {
        for (int i = 0; i < n; i++) {
            int j = Integer.reverse(i) >>> (Integer.numberOfLeadingZeros(n) + 1);
            if (i < j) {
                swap(re, from + i * step, from + j * step);
                swap(im, from + i * step, from + j * step);
            }
        }
        for (int half = 1; half < n; half *= 2) {
            for (int k = 0; k < half; k++) {
                double cos = Math.cos(Math.PI * k / half);
                double sin = Math.sin(Math.PI * k / half);
                for (int i = k; i < n; i += 2 * half) {
                    int a = from + i * step;
                    int b = a + half * step;
                    double x = re[b] * cos - im[b] * sin;
                    double y = re[b] * sin + im[b] * cos;
                    re[b] = re[a] - x;
                    im[b] = im[a] - y;
                    re[a] += x;
                    im[a] += y;
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
