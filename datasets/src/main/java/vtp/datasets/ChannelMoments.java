package vtp.datasets;

import java.util.function.DoubleUnaryOperator;

/**
 * Mean and spread of each channel over all pictures, rows and columns, in float64. Numbers come a picture at a time;
 * sums of parts are merged, so that ranks and shards can be counted by themselves. The order of merging changes the
 * last bits only, and is fixed.
 *
 * @since 0.1.0
 */
public final class ChannelMoments {
    private final double[] mean;
    /** Sums of squared deviations from the mean. */
    private final double[] squares;

    private long count;

    /**
     * Moments of nothing.
     *
     * @param channels C
     */
    public ChannelMoments(int channels) {
        this(0, new double[channels], new double[channels]);
    }

    ChannelMoments(long count, double[] mean, double[] squares) {
        this.count = count;
        this.mean = mean;
        this.squares = squares;
    }

    /** Returns C. */
    public int channels() {
        return mean.length;
    }

    /** Returns how many numbers each channel has got: pictures times rows times columns. */
    public long count() {
        return count;
    }

    /** Returns a copy of the means. */
    public double[] mean() {
        return mean.clone();
    }

    /** Returns a copy of the sums of squared deviations from the means. */
    public double[] squares() {
        return squares.clone();
    }

    /**
     * Adds one picture.
     *
     * @param values (C, positions), row-major
     */
    public void add(float[] values) {
        add(values, value -> value);
    }

    /** Adds one picture, each of its numbers as it will be stored. */
    void add(float[] values, DoubleUnaryOperator stored) {
        int positions = values.length / mean.length;
        ChannelMoments picture = new ChannelMoments(positions, new double[mean.length], new double[mean.length]);
        for (int c = 0; c < mean.length; c++) {
            double sum = 0;
            for (int i = 0; i < positions; i++) {
                sum += stored.applyAsDouble(values[c * positions + i]);
            }
            double middle = sum / positions;
            double spread = 0;
            for (int i = 0; i < positions; i++) {
                double deviation = stored.applyAsDouble(values[c * positions + i]) - middle;
                spread += deviation * deviation;
            }
            picture.mean[c] = middle;
            picture.squares[c] = spread;
        }
        merge(picture);
    }

    /**
     * Adds all that another one has counted.
     *
     * @throws IllegalArgumentException if it has another number of channels
     */
    public void merge(ChannelMoments other) {
        if (other.mean.length != mean.length) {
            throw new IllegalArgumentException(mean.length + " channels and " + other.mean.length);
        }
        long total = count + other.count;
        if (other.count == 0) {
            return;
        }
        for (int c = 0; c < mean.length; c++) {
            double delta = other.mean[c] - mean[c];
            mean[c] += delta * other.count / total;
            squares[c] += other.squares[c] + delta * delta * count * other.count / total;
        }
        count = total;
    }

    /** Returns the standard deviations, with n − 1; NaN of fewer than two numbers. */
    public double[] std() {
        double[] std = new double[squares.length];
        for (int c = 0; c < std.length; c++) {
            std[c] = count < 2 ? Double.NaN : Math.sqrt(squares[c] / (count - 1));
        }
        return std;
    }
}
