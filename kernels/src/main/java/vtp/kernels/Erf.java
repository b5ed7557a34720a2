package vtp.kernels;

/**
 * The complementary error function in float64, by Abramowitz and Stegun, Handbook of Mathematical Functions, chapter 7.
 */
final class Erf {

    /** Below it the series, from it on the continued fraction. */
    private static final double SPLIT = 2;

    /** Enough for float64 on either side of the split. */
    private static final int TERMS = 200;

    private Erf() {}

    /** erfc(z) = 1 − erf(z), accurate relative to itself to 1e-13 at least. */
    static double erfc(double z) {
        if (z < 0) {
            return 2 - erfc(-z);
        }
        return z < SPLIT ? 1 - series(z) : continuedFraction(z);
    }

    /** Formula 7.1.6: erf z = 2/√π e^(−z²) Σ 2ⁿ z^(2n + 1) / (1 · 3 · … · (2n + 1)), every term positive. */
    private static double series(double z) {
        double sum = 0;
        double term = z;
        for (int n = 0; n < TERMS; n++) {
            sum += term;
            term *= 2 * z * z / (2 * n + 3);
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-z * z) * sum;
    }

    /** Formula 7.1.14: √π e^(z²) erfc z = 1/(z + ½/(z + 1/(z + 3/2/(z + 2/(z + …))))). */
    private static double continuedFraction(double z) {
        double tail = z;
        for (int n = TERMS; n > 0; n--) {
            tail = z + n / 2.0 / tail;
        }
        return Math.exp(-z * z) / (Math.sqrt(Math.PI) * tail);
    }
}
