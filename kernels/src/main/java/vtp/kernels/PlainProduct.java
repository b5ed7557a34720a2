package vtp.kernels;

import static vtp.kernels.Fma.fma;

import java.util.Arrays;

/**
 * The loop that plain products of matrices are made of, and the arrays it works on. A row of each matrix is an array of
 * its own, all indexed by the same variable: only then does C2 see that what is written is not what is read, and uses
 * vector instructions.
 */
final class PlainProduct {

    /** Rows of A that share what is read of B. */
    static final int ROWS = 2;

    /** Rows of B that share what is read and written of the sums. */
    private static final int STEPS = 4;

    private PlainProduct() {}

    /**
     * out[r][c] = Σᵢ a[r][i] · b[i][c] for r &lt; {@link #ROWS}, c &lt; columns, i &lt; k; each sum is one chain of
     * multiply-adds, in order.
     *
     * @param a rows that {@link #fillUp} has filled up with zeros
     * @param b k rows, filled up with rows of zeros
     */
    static void multiply(float[][] a, float[][] b, int k, float[][] out, int columns) {
        float[] a0 = a[0];
        float[] a1 = a[1];
        float[] out0 = out[0];
        float[] out1 = out[1];
        Arrays.fill(out0, 0, columns, 0);
        Arrays.fill(out1, 0, columns, 0);
        for (int i = 0; i < k; i += STEPS) {
            float[] b0 = b[i];
            float[] b1 = b[i + 1];
            float[] b2 = b[i + 2];
            float[] b3 = b[i + 3];
            float a00 = a0[i];
            float a01 = a0[i + 1];
            float a02 = a0[i + 2];
            float a03 = a0[i + 3];
            float a10 = a1[i];
            float a11 = a1[i + 1];
            float a12 = a1[i + 2];
            float a13 = a1[i + 3];
            for (int c = 0; c < columns; c++) {
                out0[c] = fma(a03, b3[c], fma(a02, b2[c], fma(a01, b1[c], fma(a00, b0[c], out0[c]))));
                out1[c] = fma(a13, b3[c], fma(a12, b2[c], fma(a11, b1[c], fma(a10, b0[c], out1[c]))));
            }
        }
    }

    /** Returns {@code k} rounded up to what one round of the loop takes. */
    static int filledUp(int k) {
        return Math.ceilDiv(k, STEPS) * STEPS;
    }

    /** Sets what follows the {@code k} values of a row of A to zero, as far as the loop reads it. */
    static void fillUp(float[] row, int k) {
        Arrays.fill(row, k, filledUp(k), 0);
    }

    /** Sets the rows that follow the {@code k} of B to zero, as far as the loop reads them. */
    static void fillUp(float[][] rows, int k, int columns) {
        for (int i = k; i < filledUp(k); i++) {
            Arrays.fill(rows[i], 0, columns, 0);
        }
    }

    /** Returns {@code rows}, or new ones if these are fewer than {@code count} or shorter than {@code length}. */
    static float[][] reserve(float[][] rows, int count, int length) {
        if (rows.length >= count && rows[0].length >= length) {
            return rows;
        }
        int most = rows.length == 0 ? 0 : rows[0].length;
        return new float[Math.max(count, rows.length)][Math.max(length, most)];
    }
}
