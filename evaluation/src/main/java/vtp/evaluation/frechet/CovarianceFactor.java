package vtp.evaluation.frechet;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A factor F of a covariance, Σ = F Fᵀ, (features, rank).
 *
 * <p>Where the features of few pictures are at hand, its columns are these, centred and divided by √(n − 1). Otherwise
 * it is Cholesky's factor with pivoting: each step takes the feature with the largest variance left, until only
 * rounding error is left. So it is exact for any rank, and costs little where that is low. What is left out moves tr
 * √(Σ₁ Σ₂) by √(tr left · tr Σ₂) at most.
 */
final class CovarianceFactor {
    /** Variance left below this share of the largest variance is rounding error. */
    private static final double ROUNDING = 8 * Math.ulp(1.0);

    /** Features in an order of the factor's own, in which columns begin with zeros. */
    private final int[] order;

    /** Without the zeros that they begin with. */
    private final List<double[]> columns = new ArrayList<>();

    private CovarianceFactor(int size) {
        order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
    }

    /** Finds the factor of a covariance, or of the features that it is of. */
    static CovarianceFactor of(FeatureStatistics statistics) {
        CovarianceFactor factor = new CovarianceFactor(statistics.size());
        List<float[]> rows = statistics.rows();
        if (rows == null) {
            factor.eliminate(statistics.covariance());
        } else {
            factor.centre(rows, statistics);
        }
        return factor;
    }

    /** Adds the features, less their mean and divided by √(n − 1), as columns. */
    private void centre(List<float[]> rows, FeatureStatistics statistics) {
        double scale = 1 / Math.sqrt(rows.size() - 1.0);
        for (float[] row : rows) {
            double[] column = new double[row.length];
            for (int i = 0; i < row.length; i++) {
                column[i] = (row[i] - statistics.mean(i)) * scale;
            }
            columns.add(column);
        }
    }

    private void eliminate(SymmetricMatrix covariance) {
        double[] left = new double[order.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = covariance.get(i, i);
        }
        double least = ROUNDING * left[largest(left, 0)];
        for (int k = 0; k < left.length; k++) {
            int next = largest(left, k);
            if (!(left[next] > least)) {
                return;
            }
            swap(k, next, left);
            columns.add(column(k, covariance, left));
        }
    }

    private static int largest(double[] left, int from) {
        int largest = from;
        for (int i = from + 1; i < left.length; i++) {
            largest = left[i] > left[largest] ? i : largest;
        }
        return largest;
    }

    private void swap(int i, int j, double[] left) {
        int feature = order[i];
        order[i] = order[j];
        order[j] = feature;
        swap(left, i, j);
        for (int k = 0; k < columns.size(); k++) {
            swap(columns.get(k), i - k, j - k);
        }
    }

    private static void swap(double[] values, int i, int j) {
        double value = values[i];
        values[i] = values[j];
        values[j] = value;
    }

    /**
     * (Σ − what the columns before make of it) / √(the variance that is left). A matrix that was rounded is not quite a
     * covariance: |Σᵢⱼ| ≤ √(Σᵢᵢ Σⱼⱼ) is enforced.
     */
    private double[] column(int k, SymmetricMatrix covariance, double[] left) {
        double[] column = new double[order.length - k];
        for (int i = 0; i < column.length; i++) {
            column[i] = covariance.get(order[k], order[k + i]);
        }
        for (int j = 0; j < k; j++) {
            double[] before = columns.get(j);
            subtract(column, before[k - j], before, k - j);
        }
        double root = Math.sqrt(left[k]);
        column[0] = root;
        for (int i = 1; i < column.length; i++) {
            double most = Math.sqrt(left[k + i]);
            column[i] = Math.clamp(column[i] / root, -most, most);
            left[k + i] = Math.max(left[k + i] - column[i] * column[i], 0);
        }
        return column;
    }

    private static void subtract(double[] column, double factor, double[] before, int from) {
        for (int i = 0; i < column.length; i++) {
            column[i] -= factor * before[from + i];
        }
    }

    /** How many columns it has; none if there is no variance. */
    int rank() {
        return columns.size();
    }

    /** The rows of some features, (count, rank), in the order of the statistics. */
    DMatrixRMaj rows(int from, int count) {
        DMatrixRMaj rows = new DMatrixRMaj(count, rank());
        for (int place = 0; place < order.length; place++) {
            int row = order[place] - from;
            if (row >= 0 && row < count) {
                for (int k = 0; k < rank(); k++) {
                    double[] column = columns.get(k);
                    int at = place - (order.length - column.length);
                    rows.unsafe_set(row, k, at < 0 ? 0 : column[at]);
                }
            }
        }
        return rows;
    }
}
