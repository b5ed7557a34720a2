package vtp.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Linear layers by {@link PlainProduct}: a thread unpacks a panel of weights, and takes some of the rows past it. */
final class PlainLinear {

    /** Columns of a panel: the longer C2's loop, the less its ends cost. */
    static final int COLUMNS = 256;

    /** So many pieces of work for each thread, at least. */
    private static final int PIECES_PER_THREAD = 4;

    private final Workers workers;
    private final BufferPool<Buffers> buffers;

    PlainLinear(Workers workers) {
        this.workers = workers;
        buffers = new BufferPool<>(2 * workers.threads(), Buffers::new);
    }

    /** See {@link Kernels#linear}. */
    void linear(Mat x, PackedLinear w, Mat y) {
        ShapeChecks.linear(x, w, y);
        multiply(x, w, (own, sums, row, column, columns) -> put(sums, y, row, column, columns));
    }

    /** See {@link Kernels#linearAdd}. */
    void linearAdd(Mat x, PackedLinear w, float @Nullable [] gamma, Mat y) {
        ShapeChecks.linear(x, w, y);
        ShapeChecks.perColumn(y, "gamma", gamma);
        multiply(x, w, (own, sums, row, column, columns) -> {
            float[] residual = own.other;
            get(y, row, column, columns, residual);
            for (int c = 0; c < columns; c++) {
                residual[c] += gamma == null ? sums[c] : gamma[column + c] * sums[c];
            }
            put(residual, y, row, column, columns);
        });
    }

    /** See {@link Kernels#feedForward}. */
    void feedForward(Mat x, PackedLinear w1, Activation activation, PackedLinear w2, float @Nullable [] gamma, Mat y) {
        ShapeChecks.feedForward(x, w1, w2, y);
        try (Arena arena = Arena.ofShared()) {
            Mat hidden = Mat.allocate(arena, x.rows(), w1.outFeatures());
            multiply(x, w1, (own, sums, row, column, columns) -> {
                PlainKernels.activate(sums, columns, activation);
                put(sums, hidden, row, column, columns);
            });
            linearAdd(hidden, w2, gamma, y);
        }
    }

    /** See {@link Kernels#feedForwardGated}. */
    void feedForwardGated(Mat x, PackedLinear w1, PackedLinear w2, PackedLinear w3, float @Nullable [] gamma, Mat y) {
        ShapeChecks.feedForward(x, w1, w3, y);
        ShapeChecks.feedForward(x, w2, w3, y);
        try (Arena arena = Arena.ofShared()) {
            Mat hidden = Mat.allocate(arena, x.rows(), w1.outFeatures());
            linear(x, w2, hidden);
            multiply(x, w1, (own, sums, row, column, columns) -> {
                float[] gated = own.other;
                get(hidden, row, column, columns, gated);
                PlainKernels.activate(sums, columns, Activation.SILU);
                for (int c = 0; c < columns; c++) {
                    gated[c] *= sums[c];
                }
                put(gated, hidden, row, column, columns);
            });
            linearAdd(hidden, w3, gamma, y);
        }
    }

    /** Where a finished row of a panel goes. */
    private interface Sink {
        /** {@code sums} holds elements (row, column) to (row, column + columns), and is free to be changed. */
        void take(Buffers own, float[] sums, int row, int column, int columns);
    }

    private void multiply(Mat x, PackedLinear w, Sink sink) {
        w.requirePanelColumns(COLUMNS);
        int panels = w.panelCount();
        int wanted = Math.ceilDiv(PIECES_PER_THREAD * workers.threads(), panels);
        int partRows = Math.max(1, Math.ceilDiv(x.rows(), wanted));
        int parts = Math.ceilDiv(x.rows(), partRows);
        workers.run(panels * parts, item -> {
            int from = item / panels * partRows;
            Buffers own = buffers.take();
            try {
                own.unpack(w, item % panels);
                own.multiply(x, from, Math.min(x.rows(), from + partRows), sink);
            } finally {
                buffers.give(own);
            }
        });
    }

    private static void get(Mat m, int row, int column, int columns, float[] values) {
        MemorySegment.copy(m.data(), ValueLayout.JAVA_FLOAT_UNALIGNED, m.offsetBytes(row, column), values, 0, columns);
    }

    private static void put(float[] values, Mat m, int row, int column, int columns) {
        MemorySegment.copy(values, 0, m.data(), ValueLayout.JAVA_FLOAT_UNALIGNED, m.offsetBytes(row, column), columns);
    }

    /** What one thread needs: the rows and the panel that it is at, as arrays. */
    private static final class Buffers {
        private final short[] bits = new short[COLUMNS];
        private final float[] other = new float[COLUMNS];
        private final float[][] sums = new float[PlainProduct.ROWS][COLUMNS];
        private float[][] rows = {};
        private float[][] weights = {};
        private float[] bias = {};
        private int k;
        private int column;
        private int columns;

        void unpack(PackedLinear w, int panel) {
            k = w.inFeatures();
            bias = w.bias();
            column = panel * COLUMNS;
            columns = Math.min(COLUMNS, w.outFeatures() - column);
            weights = PlainProduct.reserve(weights, PlainProduct.filledUp(k), COLUMNS);
            rows = PlainProduct.reserve(rows, PlainProduct.ROWS, PlainProduct.filledUp(k));
            MemorySegment values = w.panel(panel);
            for (int i = 0; i < k; i++) {
                long at = (long) i * COLUMNS * w.storage().bytes();
                if (w.storage() == PackedLinear.Storage.F32) {
                    MemorySegment.copy(values, ValueLayout.JAVA_FLOAT, at, weights[i], 0, columns);
                } else {
                    MemorySegment.copy(values, ValueLayout.JAVA_SHORT, at, bits, 0, columns);
                    widen(bits, weights[i], columns);
                }
            }
            PlainProduct.fillUp(weights, k, columns);
        }

        private static void widen(short[] bits, float[] values, int count) {
            for (int c = 0; c < count; c++) {
                values[c] = Bf16.fromBits(bits[c]);
            }
        }

        void multiply(Mat x, int from, int to, Sink sink) {
            for (int row = from; row < to; row += PlainProduct.ROWS) {
                int count = Math.min(PlainProduct.ROWS, to - row);
                for (int r = 0; r < count; r++) {
                    x.copyRowTo(row + r, rows[r], 0);
                    PlainProduct.fillUp(rows[r], k);
                }
                PlainProduct.multiply(rows, weights, k, sums, columns);
                for (int r = 0; r < count; r++) {
                    for (int c = 0; c < columns; c++) {
                        sums[r][c] += bias[column + c];
                    }
                    sink.take(this, sums[r], row + r, column, columns);
                }
            }
        }
    }
}
