package vtp.kernels;

/**
 * The rows of a matrix that is never made: each holds what a {@link Window} shows for one output, pixel after pixel,
 * zeros where it lies outside the picture. A convolution is a linear layer of it.
 */
final class WindowRows {

    private final Mat x;
    private final int height;
    private final int width;
    private final Window window;
    private final int outputs;
    private final int outputWidth;

    WindowRows(Mat x, int height, int width, Window window) {
        this.x = x;
        this.height = height;
        this.width = width;
        this.window = window;
        outputWidth = window.outputWidth(width);
        outputs = window.outputHeight(height) * outputWidth;
    }

    /** Receives a row, piece by piece. */
    interface Target {
        /** Values {@code at} to {@code at + count} stand in memory from the beginning of row {@code row} of x on. */
        void copy(Mat x, int row, int at, int count);

        /** Values {@code at} to {@code at + count} are zeros. */
        void zero(int at, int count);
    }

    int rows() {
        return x.rows() / (height * width) * outputs;
    }

    int cols() {
        return window.taps() * x.cols();
    }

    /** Gives row {@code index} to {@code target}, from its first value to its last. */
    void give(int index, Target target) {
        int picture = index / outputs;
        int top = index % outputs / outputWidth * window.stride() - window.padHeight();
        int left = index % outputWidth * window.stride() - window.padWidth();
        int before = Math.max(0, -left);
        int inside = Math.min(window.width(), width - left) - before;
        for (int a = 0; a < window.height(); a++) {
            int at = a * window.width() * x.cols();
            int row = top + a;
            if (row < 0 || row >= height) {
                target.zero(at, window.width() * x.cols());
                continue;
            }
            if (before > 0) {
                target.zero(at, before * x.cols());
            }
            copyPixels((picture * height + row) * width + left + before, inside, at + before * x.cols(), target);
            int after = window.width() - before - inside;
            if (after > 0) {
                target.zero(at + (before + inside) * x.cols(), after * x.cols());
            }
        }
    }

    /** Pixels that stand side by side go at once. */
    private void copyPixels(int first, int count, int at, Target target) {
        if (x.strideFloats() == x.cols()) {
            target.copy(x, first, at, count * x.cols());
            return;
        }
        for (int pixel = 0; pixel < count; pixel++) {
            target.copy(x, first + pixel, at + pixel * x.cols(), x.cols());
        }
    }
}
