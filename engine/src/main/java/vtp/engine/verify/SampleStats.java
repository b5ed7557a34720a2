package vtp.engine.verify;

/**
 * Mean, standard deviation and extremes of some numbers.
 *
 * @since 0.1.0
 */
public record SampleStats(double mean, double deviation, double smallest, double largest) {

    static SampleStats of(double[] values) {
        double sum = 0;
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            sum += value;
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new SampleStats(mean, Math.sqrt(squares / values.length), smallest, largest);
    }

    static SampleStats of(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return of(wide);
    }
}
