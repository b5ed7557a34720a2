package vtp.evaluation.frechet;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.jspecify.annotations.Nullable;

/**
 * The Fréchet distance of two normal distributions (Dowson and Landau, 1982; Heusel et al., arXiv:1706.08500): d² =
 * |μ₁ − μ₂|² + tr Σ₁ + tr Σ₂ − 2 tr √(Σ₁ Σ₂). "FID" is d².
 *
 * <p>No matrix is taken the square root of, which would add noise where a covariance is singular. With Σ = F Fᵀ, the
 * trace is the sum of the singular values of F₁ᵀ F₂, where both F are made of features at hand, or else of the roots of
 * the eigenvalues of F₁ᵀ Σ₂ F₁.
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
        double root = traceOfRoot(one, two);
        return Math.max(means + one.covariance().trace() + two.covariance().trace() - 2 * root, 0);
    }

    /** tr √(Σ₁ Σ₂). */
    private static double traceOfRoot(FeatureStatistics one, FeatureStatistics two) {
        DMatrixRMaj a = factorOfRows(one);
        DMatrixRMaj b = factorOfRows(two);
        if (a != null && b != null) {
            return sumOfSingularValues(a, b);
        }
        if (a != null) {
            return sumOfRoots(a, two.covariance());
        }
        if (b != null) {
            return sumOfRoots(b, one.covariance());
        }
        DMatrixRMaj regular = cholesky(one.covariance());
        if (regular != null) {
            return sumOfRoots(regular, two.covariance());
        }
        regular = cholesky(two.covariance());
        return regular != null
                ? sumOfRoots(regular, one.covariance())
                : sumOfRoots(rootOfSingular(one.covariance()), two.covariance());
    }

    /** The singular values of F₁ᵀ F₂, for any F with Σ = F Fᵀ. */
    private static double sumOfSingularValues(DMatrixRMaj one, DMatrixRMaj two) {
        DMatrixRMaj products = new DMatrixRMaj(one.numCols, two.numCols);
        CommonOps_DDRM.multTransA(one, two, products);
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(products.numRows, products.numCols, false, false, true);
        requireConvergence(svd.decompose(products));
        double sum = 0;
        for (int i = 0; i < svd.numberOfSingularValues(); i++) {
            sum += svd.getSingularValues()[i];
        }
        return sum;
    }

    /** The roots of the eigenvalues of F₁ᵀ Σ₂ F₁. */
    private static double sumOfRoots(DMatrixRMaj factor, SymmetricMatrix covariance) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(product(factor, covariance), false);
        double sum = 0;
        for (int i = 0; i < eigen.getNumberOfEigenvalues(); i++) {
            sum += Math.sqrt(Math.max(eigen.getEigenvalue(i).getReal(), 0));
        }
        return sum;
    }

    /** Features of few pictures, centred and divided by √(n − 1), a column each; null if they are not at hand. */
    private static @Nullable DMatrixRMaj factorOfRows(FeatureStatistics statistics) {
        List<float[]> rows = statistics.rows();
        if (rows == null) {
            return null;
        }
        DMatrixRMaj factor = new DMatrixRMaj(statistics.size(), rows.size());
        double scale = 1 / Math.sqrt(rows.size() - 1.0);
        for (int i = 0; i < statistics.size(); i++) {
            for (int r = 0; r < rows.size(); r++) {
                factor.unsafe_set(i, r, (rows.get(r)[i] - statistics.mean(i)) * scale);
            }
        }
        return factor;
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

    /** Cholesky's factor; null if the matrix is singular. */
    private static @Nullable DMatrixRMaj cholesky(SymmetricMatrix covariance) {
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(covariance.size(), true);
        return cholesky.decompose(covariance.toDense()) ? cholesky.getT(null) : null;
    }

    /** Q Λ^½, negative eigenvalues set to 0. */
    private static DMatrixRMaj rootOfSingular(SymmetricMatrix covariance) {
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
