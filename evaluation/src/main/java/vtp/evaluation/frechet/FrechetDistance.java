package vtp.evaluation.frechet;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The Fréchet distance of two normal distributions (Dowson and Landau, 1982; Heusel et al., arXiv:1706.08500): d² =
 * |μ₁ − μ₂|² + tr Σ₁ + tr Σ₂ − 2 tr √(Σ₁ Σ₂). "FID" is d².
 *
 * <p>No matrix is taken the square root of, which would add noise where a covariance is singular: the trace is a sum of
 * singular values, if the features are at hand, or else of roots of eigenvalues.
 *
 * @since 0.1.0
 */
public final class FrechetDistance {
    private FrechetDistance() {}

    /**
     * Returns d², at least 0.
     *
     * @throws IllegalArgumentException if they are of different numbers of features
     * @throws ArithmeticException if an eigenvalue problem does not converge
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
        List<float[]> rows = one.rows();
        List<float[]> others = two.rows();
        double root = rows != null && others != null
                ? traceOfRows(rows, one.mean(), others, two.mean())
                : traceOfCovariances(one.covariance(), two.covariance());
        return Math.max(means + one.covariance().trace() + two.covariance().trace() - 2 * root, 0);
    }

    /** tr √(Σ₁ Σ₂) = the sum of the singular values of A Bᵀ, of centred features divided by √(n − 1). */
    private static double traceOfRows(List<float[]> one, double[] mean, List<float[]> two, double[] otherMean) {
        DMatrixRMaj a = centred(one, mean);
        DMatrixRMaj b = centred(two, otherMean);
        DMatrixRMaj products = new DMatrixRMaj(a.numRows, b.numRows);
        CommonOps_DDRM.multTransB(a, b, products);
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(products.numRows, products.numCols, false, false, true);
        requireConvergence(svd.decompose(products));
        double sum = 0;
        for (int i = 0; i < svd.numberOfSingularValues(); i++) {
            sum += svd.getSingularValues()[i];
        }
        return sum;
    }

    private static DMatrixRMaj centred(List<float[]> rows, double[] mean) {
        DMatrixRMaj centred = new DMatrixRMaj(rows.size(), mean.length);
        double scale = 1 / Math.sqrt(rows.size() - 1.0);
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < mean.length; i++) {
                centred.unsafe_set(r, i, (rows.get(r)[i] - mean[i]) * scale);
            }
        }
        return centred;
    }

    /** tr √(Σ₁ Σ₂) = Σ √λ over the eigenvalues λ of Fᵀ Σ₂ F, for any F with Σ₁ = F Fᵀ. */
    private static double traceOfCovariances(SymmetricMatrix one, SymmetricMatrix two) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(product(factor(one), two), false);
        double sum = 0;
        for (int i = 0; i < one.size(); i++) {
            sum += Math.sqrt(Math.max(eigen.getEigenvalue(i).getReal(), 0));
        }
        return sum;
    }

    /** Fᵀ Σ F, symmetric to the bit. */
    private static DMatrixRMaj product(DMatrixRMaj factor, SymmetricMatrix covariance) {
        DMatrixRMaj half = new DMatrixRMaj(factor.numRows, factor.numCols);
        CommonOps_DDRM.mult(covariance.toDense(), factor, half);
        DMatrixRMaj product = new DMatrixRMaj(factor.numCols, factor.numCols);
        CommonOps_DDRM.multTransA(factor, half, product);
        for (int i = 0; i < product.numRows; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (product.unsafe_get(i, j) + product.unsafe_get(j, i)) / 2;
                product.unsafe_set(i, j, mean);
                product.unsafe_set(j, i, mean);
            }
        }
        return product;
    }

    /** F with Σ = F Fᵀ: Cholesky's of a regular matrix, or else Q Λ^½ with negative eigenvalues set to 0. */
    private static DMatrixRMaj factor(SymmetricMatrix covariance) {
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(covariance.size(), true);
        if (cholesky.decompose(covariance.toDense())) {
            return cholesky.getT(null);
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(covariance.toDense(), true);
        DMatrixRMaj factor = new DMatrixRMaj(covariance.size(), covariance.size());
        for (int j = 0; j < covariance.size(); j++) {
            DMatrixRMaj vector = eigen.getEigenVector(j);
            double root = Math.sqrt(Math.max(eigen.getEigenvalue(j).getReal(), 0));
            for (int i = 0; i < covariance.size(); i++) {
                factor.unsafe_set(i, j, vector.get(i) * root);
            }
        }
        return factor;
    }

    private static EigenDecomposition_F64<DMatrixRMaj> eigen(DMatrixRMaj symmetric, boolean vectors) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(symmetric.numRows, vectors, true);
        requireConvergence(eigen.decompose(symmetric));
        return eigen;
    }

    private static void requireConvergence(boolean converged) {
        if (!converged) {
            throw new ArithmeticException("the covariances' eigenvalues were not found");
        }
    }
}
