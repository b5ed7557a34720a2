package vtp.evaluation.frechet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mean and covariance of features, in float64; the covariance divided by n − 1. Immutable.
 *
 * @since 0.1.0
 */
public final class FeatureStatistics {
    private final long count;
    private final double[] mean;
    private final SymmetricMatrix covariance;
    private final @Nullable List<float[]> rows;

    /**
     * @param count of how many; 0 if that is not known
     * @param rows the features themselves, if they are at hand, each as long as {@code mean}
     */
    FeatureStatistics(long count, double[] mean, SymmetricMatrix covariance, @Nullable List<float[]> rows) {
        this.count = count;
        this.mean = mean;
        this.covariance = covariance;
        this.rows = rows;
    }

    /** Returns how many pictures they were taken over; 0 if that is not known. */
    public long count() {
        return count;
    }

    /** Returns how many features a picture has. */
    public int size() {
        return mean.length;
    }

    /** Returns the mean of feature i. */
    public double mean(int i) {
        return mean[i];
    }

    /** Returns the covariance of features i and j. */
    public double covariance(int i, int j) {
        return covariance.get(i, j);
    }

    double[] mean() {
        return mean;
    }

    SymmetricMatrix covariance() {
        return covariance;
    }

    /** The features themselves, if there are few. */
    @Nullable
    List<float[]> rows() {
        return rows;
    }
}
