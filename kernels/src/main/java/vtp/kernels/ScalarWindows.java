package vtp.kernels;

/** The definition of what looks through a {@link Window}: plain loops, sums in float64, each result rounded once. */
final class ScalarWindows {

    private ScalarWindows() {}

    static void convolveRelu(Mat x, int height, int width, PackedConvolution w, Mat y) {
        ShapeChecks.convolution(x, height, width, w, y);
        forEachOutput(x, height, width, w.window(), (output, rows) -> {
            for (int n = 0; n < w.outChannels(); n++) {
                double sum = w.taps().bias(n);
                for (int tap = 0; tap < rows.length; tap++) {
                    for (int k = 0; rows[tap] >= 0 && k < w.inChannels(); k++) {
                        sum += (double) x.get(rows[tap], k) * w.taps().weight(n, tap * w.inChannels() + k);
                    }
                }
                y.set(output, n, (float) Math.max(0, sum));
            }
        });
    }

    static void maxPool(Mat x, int height, int width, Window window, Mat y) {
        ShapeChecks.pool(x, height, width, window, y);
        forEachOutput(x, height, width, window, (output, rows) -> {
            for (int c = 0; c < x.cols(); c++) {
                float max = Float.NEGATIVE_INFINITY;
                for (int row : rows) {
                    max = row < 0 ? max : Math.max(max, x.get(row, c));
                }
                y.set(output, c, max);
            }
        });
    }

    static void averagePool(Mat x, int height, int width, Window window, Mat y) {
        ShapeChecks.pool(x, height, width, window, y);
        forEachOutput(x, height, width, window, (output, rows) -> {
            for (int c = 0; c < x.cols(); c++) {
                double sum = 0;
                int inside = 0;
                for (int row : rows) {
                    sum += row < 0 ? 0 : x.get(row, c);
                    inside += row < 0 ? 0 : 1;
                }
                y.set(output, c, (float) (sum / inside));
            }
        });
    }

    /** Computes a row of y. */
    private interface Output {
        /** @param rows the rows of x that the window shows, pixel after pixel; −1 for one outside the picture */
        void compute(int output, int[] rows);
    }

    private static void forEachOutput(Mat x, int height, int width, Window window, Output body) {
        int[] rows = new int[window.taps()];
        int output = 0;
        for (int picture = 0; picture < x.rows() / (height * width); picture++) {
            for (int i = 0; i < window.outputHeight(height); i++) {
                for (int j = 0; j < window.outputWidth(width); j++) {
                    for (int tap = 0; tap < rows.length; tap++) {
                        int row = i * window.stride() - window.padHeight() + tap / window.width();
                        int col = j * window.stride() - window.padWidth() + tap % window.width();
                        boolean inside = row >= 0 && row < height && col >= 0 && col < width;
                        rows[tap] = inside ? (picture * height + row) * width + col : -1;
                    }
                    body.compute(output++, rows);
                }
            }
        }
    }
}
