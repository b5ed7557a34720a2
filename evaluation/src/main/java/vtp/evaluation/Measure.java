package vtp.evaluation;

/**
 * A number that a protocol gives, and between which bounds it would lie in 95 of 100 repetitions with other pictures of
 * the same kind.
 *
 * @param value the number
 * @param low the lower bound; NaN if none is known
 * @param high the upper bound; NaN if none is known
 * @since 0.1.0
 */
public record Measure(double value, double low, double high) {
    /** Of 95 of 100, in standard deviations of the normal distribution. */
    private static final double Z = 1.959963984540054;

    private static final double PER_CENT = 100;

    /** Returns a number whose bounds are not known, as of a Fréchet distance. */
    public static Measure without(double value) {
        return new Measure(value, Double.NaN, Double.NaN);
    }

    /**
     * Returns a share in per cent, with Wilson's interval (1927, doi:10.1080/01621459.1927.10502953), which also holds
     * near 0 and 100 %.
     *
     * @param right how many of {@code total}
     */
    public static Measure share(long right, long total) {
        double n = total;
        double p = right / n;
        double middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        double half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return new Measure(PER_CENT * p, PER_CENT * Math.max(0, middle - half), PER_CENT * Math.min(1, middle + half));
    }

    /**
     * Returns a mean with the interval of the normal distribution.
     *
     * @param std of one number, with n − 1; NaN of fewer than two
     */
    public static Measure mean(double mean, double std, long count) {
        double half = Z * std / Math.sqrt((double) count);
        return new Measure(mean, mean - half, mean + half);
    }

    /** Returns whether bounds are known. */
    public boolean hasBounds() {
        return Double.isFinite(low) && Double.isFinite(high);
    }
}
