package vtp.evaluation.frechet;

/** A symmetric matrix of float64 in half the memory: of row i, columns i and after. */
final class SymmetricMatrix {
    private final double[][] rows;

    /** A matrix of zeros. */
    SymmetricMatrix(int size) {
        rows = new double[size][];
        for (int i = 0; i < size; i++) {
            rows[i] = new double[size - i];
        }
    }

    int size() {
        return rows.length;
    }

    double get(int i, int j) {
        return i <= j ? rows[i][j - i] : rows[j][i - j];
    }

    void set(int i, int j, double value) {
        rows[Math.min(i, j)][Math.abs(i - j)] = value;
    }

    /** Row i from column i on; not a copy. */
    double[] fromDiagonal(int i) {
        return rows[i];
    }

    double trace() {
        double trace = 0;
        for (double[] row : rows) {
            trace += row[0];
        }
        return trace;
    }
}
