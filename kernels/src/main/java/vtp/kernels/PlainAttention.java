package vtp.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Attention by {@link PlainProduct}: a thread unpacks the keys and values of a head, and takes its queries past them,
 * some at a time.
 */
final class PlainAttention {

    private final Workers workers;
    private final BufferPool<Head> heads;

    PlainAttention(Workers workers) {
        this.workers = workers;
        heads = new BufferPool<>(2 * workers.threads(), Head::new);
    }

    /** See {@link Kernels#attention}. */
    void attention(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y) {
        int sequences = ShapeChecks.attention(q, k, v, heads, queryStarts, keyStarts, causal, y);
        int width = q.cols() / heads;
        workers.run(sequences * heads, item -> {
            int s = item / heads;
            int column = item % heads * width;
            int keys = keyStarts[s + 1] - keyStarts[s];
            Head head = this.heads.take();
            try {
                head.unpack(k, v, keyStarts[s], keys, column, width);
                for (int row = queryStarts[s]; row < queryStarts[s + 1]; row += PlainProduct.ROWS) {
                    int rows = Math.min(PlainProduct.ROWS, queryStarts[s + 1] - row);
                    int seen = causal ? row - queryStarts[s] + 1 : keys;
                    head.attend(q, row, rows, column, seen, causal ? 1 : 0, y);
                }
            } finally {
                this.heads.give(head);
            }
        });
    }

    /** The keys of one head as columns, divided by √D, its values as rows, and some of its queries. */
    private static final class Head {
        private float[][] keys = {};
        private float[][] values = {};
        private float[][] queries = {};
        private float[][] scores = {};
        private float[][] outputs = {};
        private float[] row = {};
        private int width;

        void unpack(Mat k, Mat v, int first, int count, int column, int width) {
            this.width = width;
            int filledWidth = PlainProduct.filledUp(width);
            int filledCount = PlainProduct.filledUp(count);
            keys = PlainProduct.reserve(keys, filledWidth, count);
            values = PlainProduct.reserve(values, filledCount, width);
            queries = PlainProduct.reserve(queries, PlainProduct.ROWS, filledWidth);
            scores = PlainProduct.reserve(scores, PlainProduct.ROWS, filledCount);
            outputs = PlainProduct.reserve(outputs, PlainProduct.ROWS, width);
            row = row.length < width ? new float[width] : row;
            float scale = (float) (1 / Math.sqrt(width));
            for (int j = 0; j < count; j++) {
                get(k, first + j, column, row);
                for (int d = 0; d < width; d++) {
                    keys[d][j] = row[d] * scale;
                }
                get(v, first + j, column, values[j]);
            }
            PlainProduct.fillUp(keys, width, count);
            PlainProduct.fillUp(values, count, width);
        }

        /** The first of {@code rows} queries sees {@code seen} keys, each other {@code more} than the one before. */
        void attend(Mat q, int first, int rows, int column, int seen, int more, Mat y) {
            for (int r = 0; r < rows; r++) {
                get(q, first + r, column, queries[r]);
                PlainProduct.fillUp(queries[r], width);
            }
            int most = seen + (rows - 1) * more;
            PlainProduct.multiply(queries, keys, width, scores, most); // S = Q Kᵀ / √D
            float[] sums = new float[PlainProduct.ROWS];
            for (int r = 0; r < rows; r++) {
                int visible = seen + r * more;
                Arrays.fill(scores[r], visible, PlainProduct.filledUp(most), 0);
                sums[r] = PlainKernels.exponentiate(scores[r], visible); // P = exp(S − max)
            }
            PlainProduct.multiply(scores, values, most, outputs, width); // O = P V / Σ P
            for (int r = 0; r < rows; r++) {
                for (int d = 0; d < width; d++) {
                    outputs[r][d] /= sums[r];
                }
                MemorySegment.copy(
                        outputs[r],
                        0,
                        y.data(),
                        ValueLayout.JAVA_FLOAT_UNALIGNED,
                        y.offsetBytes(first + r, column),
                        width);
            }
        }

        private void get(Mat m, int row, int column, float[] target) {
            MemorySegment.copy(
                    m.data(), ValueLayout.JAVA_FLOAT_UNALIGNED, m.offsetBytes(row, column), target, 0, width);
        }
    }
}
