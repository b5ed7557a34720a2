package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.Random;

/**
 * A view into the middle of a larger matrix, at odd offsets, all around it NaN of a bit pattern of its own: a kernel
 * that reads beyond its view gets NaN results, one that writes there is found by {@link #assertGuardsUntouched}.
 */
final class GuardedMat {

    private static final int GUARD_BITS = 0x7FC5A5A5;
    private static final int BEFORE = 3;
    private static final int AFTER = 20;

    private final Mat whole;
    private final Mat view;

    GuardedMat(int rows, int cols) {
        whole = Mat.allocate(Arena.ofAuto(), rows + 2, BEFORE + cols + AFTER);
        for (int r = 0; r < whole.rows(); r++) {
            for (int c = 0; c < whole.cols(); c++) {
                whole.set(r, c, Float.intBitsToFloat(GUARD_BITS));
            }
        }
        view = whole.rows(1, rows).cols(BEFORE, cols);
    }

    /** Normally distributed values times {@code scale}. */
    static GuardedMat random(int rows, int cols, double scale, long seed) {
        GuardedMat mat = new GuardedMat(rows, cols);
        Random random = new Random(seed);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                mat.view.set(r, c, (float) (scale * random.nextGaussian()));
            }
        }
        return mat;
    }

    GuardedMat copy() {
        GuardedMat copy = new GuardedMat(view.rows(), view.cols());
        float[] row = new float[view.cols()];
        for (int r = 0; r < view.rows(); r++) {
            view.copyRowTo(r, row, 0);
            copy.view.copyRowFrom(r, row, 0);
        }
        return copy;
    }

    Mat view() {
        return view;
    }

    /** The view with its surroundings, in which it begins at row 1, column 3. */
    Mat whole() {
        return whole;
    }

    void assertGuardsUntouched() {
        for (int r = 0; r < whole.rows(); r++) {
            for (int c = 0; c < whole.cols(); c++) {
                boolean inside = r >= 1 && r <= view.rows() && c >= BEFORE && c < BEFORE + view.cols();
                if (!inside) {
                    assertThat(Float.floatToRawIntBits(whole.get(r, c)))
                            .as("guard at row %d, column %d", r - 1, c - BEFORE)
                            .isEqualTo(GUARD_BITS);
                }
            }
        }
    }
}
