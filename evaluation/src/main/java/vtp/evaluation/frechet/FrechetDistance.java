package vtp.evaluation.frechet;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The Fréchet distance of two normal distributions (Dowson and Landau, 1982; Heusel et al., arXiv:1706.08500): d² =
 * |μ₁ − μ₂|² + tr Σ₁ + tr Σ₂ − 2 tr √(Σ₁ Σ₂). "FID" is d².
 *
 * <p>No square root of a matrix is computed: it would add noise where a covariance is singular. With Σ = F Fᵀ, the
 * trace is the sum of the singular values of F₁ᵀ F₂.
 *
 * @since 0.1.0
 */
public final class FrechetDistance {
    /** Features whose products are taken at a time: they stay in the cache. */
    private static final int BAND = 64;

    private FrechetDistance() {}

    /**
     * Returns d², at least 0.
     *
     * @throws IllegalArgumentException if they are of different numbers of features
     * @throws ArithmeticException if singular values are not found
     */
    public static double between(FeatureStatistics one, FeatureStatistics two) {
        if (one.size() != two.size()) {
            throw new IllegalArgumentException(one.size() + " features and " + two.size());
        }
        double means = 0;
        for (int i = 0; i < one.size(); i++) {
            double difference = one.mean(i) - two.mean(i);
            means += difference * difference;
        }
        double root = sumOfSingularValues(products(one, two));
        return Math.max(means + one.covariance().trace() + two.covariance().trace() - 2 * root, 0);
    }

    /** F₁ᵀ F₂; the factors are not needed afterwards. */
    private static DMatrixRMaj products(FeatureStatistics one, FeatureStatistics two) {
        CovarianceFactor first = CovarianceFactor.of(one);
        CovarianceFactor second = CovarianceFactor.of(two);
        DMatrixRMaj products = new DMatrixRMaj(first.rank(), second.rank());
        for (int from = 0; from < one.size(); from += BAND) {
            int count = Math.min(BAND, one.size() - from);
            CommonOps_DDRM.multAddTransA(first.rows(from, count), second.rows(from, count), products);
        }
        return products;
    }

    private static double sumOfSingularValues(DMatrixRMaj matrix) {
        if (matrix.getNumElements() == 0) {
            return 0;
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, false, false, true);
        if (!svd.decompose(matrix)) {
            throw new ArithmeticException("the singular values of the covariances' factors were not found");
        }
        double sum = 0;
        for (int i = 0; i < svd.numberOfSingularValues(); i++) {
            sum += svd.getSingularValues()[i];
        }
        return sum;
    }
}
