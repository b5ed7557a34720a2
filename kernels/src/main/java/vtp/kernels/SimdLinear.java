package vtp.kernels;

import java.lang.foreign.Arena;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Linear layers by {@link Tile}: rows are packed a block at a time, then taken past panels of weights, each of which
 * stays in the second-level cache meanwhile. What follows the product is done while a tile is still in the first-level
 * cache.
 *
 * <p>The threads share the weights of a wide layer, each of which then comes from memory once; of a narrow layer they
 * share the rows, which then come from the cache of the thread that packed them, and not from another's.
 */
final class SimdLinear implements AutoCloseable {

    /** Rows packed at once: enough that reading the weights again for the next block does not show. */
    private static final int BLOCK_ROWS = 1056 / Tile.ROWS * Tile.ROWS;

    /**
     * Panels of rows that one piece of work takes past a panel of weights: a wide layer's threads then end together.
     * There are rows enough that the weights are worth their way into the first-level cache.
     */
    private static final int PART_PANELS = Math.max(20, 120 / Tile.ROWS);

    /** Two tiles, of a gate. */
    private static final long SUMS_BYTES = 2 * Epilogues.GATE_BYTES;

    /** A layer is narrow if it has at most so many outputs. */
    private static final int NARROW = 2;

    private final Workers workers;
    private final BufferPool<PackedRows> packedRows;
    private final BufferPool<Buffers> buffers;

    SimdLinear(Workers workers, Supplier<Arena> arenas) {
        this.workers = workers;
        packedRows = new BufferPool<>(4, PackedRows::new);
        buffers = new BufferPool<>(2 * workers.threads(), () -> new Buffers(arenas), Buffers::close);
    }

    /** See {@link Kernels#linear}. */
    void linear(Mat x, PackedLinear w, Mat y) {
        ShapeChecks.linear(x, w, y);
        forEachBlock(
                x,
                (block, first) -> multiply(block, w, null, new Sink() {
                    @Override
                    public void take(long sums, int row, int rows, int column, int columns) {
                        Epilogues.copyTo(sums, rows, y, first + row, column, columns);
                    }

                    @Override
                    public Mat directly() {
                        return y.rows(first, block.rows());
                    }
                }));
    }

    /** See {@link Kernels#linearAdd}. */
    void linearAdd(Mat x, PackedLinear w, float @Nullable [] gamma, Mat y) {
        ShapeChecks.linear(x, w, y);
        ShapeChecks.perColumn(y, "gamma", gamma);
        forEachBlock(x, (block, first) -> multiply(block, w, null, adder(y, first, gamma)));
    }

    /**
     * y = max(0, x Wᵀ + b).
     *
     * @param x (M, K)
     * @param w (N, K) and bias (N)
     * @param y (M, N), overwritten
     */
    void linearRelu(WindowRows x, PackedLinear w, Mat y) {
        forEachBlock(
                x.rows(),
                x.cols(),
                (block, panel, first) -> block.pack(panel, x, first),
                (block, first) -> multiply(block, w, null, (sums, row, rows, column, columns) -> {
                    Epilogues.reluLoop(sums, rows);
                    Epilogues.copyTo(sums, rows, y, first + row, column, columns);
                }));
    }

    /** See {@link Kernels#feedForward}. */
    void feedForward(Mat x, PackedLinear w1, Activation activation, PackedLinear w2, float @Nullable [] gamma, Mat y) {
        ShapeChecks.feedForward(x, w1, w2, y);
        ShapeChecks.perColumn(y, "gamma", gamma);
        feedForward(
                x,
                w1,
                null,
                (sums, rows) -> SimdElementwise.activate(sums, sums, rows * Tile.COLUMNS, activation),
                w2,
                gamma,
                y);
    }

    /** See {@link Kernels#feedForwardGated}. */
    void feedForwardGated(Mat x, PackedLinear w1, PackedLinear w2, PackedLinear w3, float @Nullable [] gamma, Mat y) {
        ShapeChecks.feedForward(x, w1, w3, y);
        ShapeChecks.feedForward(x, w2, w3, y);
        ShapeChecks.perColumn(y, "gamma", gamma);
        feedForward(x, w1, w2, Epilogues::gateLoop, w3, gamma, y);
    }

    /**
     * The hidden values go from the tile straight into panels for the next product: they are written once, and copied
     * never.
     */
    private void feedForward(
            Mat x,
            PackedLinear in,
            @Nullable PackedLinear gate,
            HiddenStep activate,
            PackedLinear out,
            float @Nullable [] gamma,
            Mat y) {
        PackedRows hidden = packedRows.take();
        try {
            forEachBlock(x, (block, first) -> {
                hidden.reset(block.rows(), in.outFeatures());
                multiply(block, in, gate, (sums, row, rows, column, columns) -> {
                    activate.apply(sums, rows);
                    hidden.put(sums, row, rows, column, columns);
                });
                multiply(hidden, out, null, adder(y, first, gamma));
            });
        } finally {
            packedRows.give(hidden);
        }
    }

    /** What is done to a tile of hidden values, in place. */
    private interface HiddenStep {
        void apply(long sums, int rows);
    }

    private static Sink adder(Mat y, int first, float @Nullable [] gamma) {
        return (sums, row, rows, column, columns) -> {
            if (gamma != null) {
                Epilogues.scaleColumnsLoop(sums, rows, gamma, column, columns);
            }
            Epilogues.addTo(sums, rows, y, first + row, column, columns);
        };
    }

    /** Where finished tiles go. */
    @FunctionalInterface
    private interface Sink {
        /**
         * At address {@code sums} stand {@code rows} rows for element (row, column) of the block, {@code columns} of
         * them wide.
         */
        void take(long sums, int row, int rows, int column, int columns);

        /**
         * The matrix into which whole tiles may be written at once, as products are all there is to it; null if there
         * is none.
         */
        default @Nullable Mat directly() {
            return null;
        }
    }

    private interface Block {
        /** {@code rows} holds the rows of x from {@code first} on. */
        void accept(PackedRows rows, int first);
    }

    private interface Packer {
        /** Fills panel {@code panel} of {@code block}, whose first row is row {@code first} of all. */
        void pack(PackedRows block, int panel, int first);
    }

    private void forEachBlock(Mat x, Block body) {
        forEachBlock(x.rows(), x.cols(), (block, panel, first) -> block.pack(panel, x, first, 0), body);
    }

    private void forEachBlock(int count, int k, Packer packer, Block body) {
        PackedRows rows = packedRows.take();
        try {
            for (int first = 0; first < count; first += BLOCK_ROWS) {
                int from = first;
                rows.reset(Math.min(BLOCK_ROWS, count - from), k);
                workers.run(rows.panels(), panel -> {
                    long since = workers.clock().now();
                    packer.pack(rows, panel, from);
                    workers.clock().packed(since);
                });
                body.accept(rows, from);
            }
        } finally {
            packedRows.give(rows);
        }
    }

    private void multiply(PackedRows a, PackedLinear w, @Nullable PackedLinear gate, Sink sink) {
        w.requirePanelColumns(Tile.COLUMNS);
        if (gate != null) {
            gate.requirePanelColumns(Tile.COLUMNS);
        }
        int panels = w.panelCount();
        boolean narrow = w.outFeatures() < NARROW * a.rows();
        int parts = narrow ? Math.min(workers.threads(), a.panels()) : Math.ceilDiv(a.panels(), PART_PANELS);
        Mat y = sink.directly();
        workers.run(panels * parts, item -> {
            int panel = narrow ? item % panels : item / parts;
            int part = narrow ? item / panels : item % parts;
            int begin = a.panels() * part / parts;
            int end = a.panels() * (part + 1) / parts;
            int fetchFrom = Math.max(narrow ? begin : 0, (narrow ? end : a.panels()) - Tile.AHEAD_TILES);
            Buffers own = buffers.take();
            try {
                own.first.open(w, panel, fetchFrom);
                if (gate != null) {
                    own.second.open(gate, panel, fetchFrom);
                }
                multiplyPanel(a, begin, end, own, gate != null, sink, y);
            } finally {
                buffers.give(own);
            }
        });
    }

    /**
     * Panels {@code begin} to {@code end} of a past one panel of weights, or past two, of a gate: one by one, where one
     * step takes all of k.
     */
    private static void multiplyPanel(
            PackedRows a, int begin, int end, Buffers own, boolean gate, Sink sink, @Nullable Mat y) {
        int together = own.first.k() <= Tile.MOST_STEPS ? 1 : PART_PANELS;
        for (int from = begin; from < end; from += together) {
            multiplyInSteps(a, from, Math.min(end, from + together), own, gate, sink, y);
        }
    }

    /** The same, all of them past {@link Tile#MOST_STEPS} of k before the next. */
    private static void multiplyInSteps(
            PackedRows a, int begin, int end, Buffers own, boolean gate, Sink sink, @Nullable Mat y) {
        int column = own.first.column();
        int columns = own.first.columns();
        for (int step = 0; step < own.first.k(); step += Tile.MOST_STEPS) {
            boolean last = own.first.k() - step <= Tile.MOST_STEPS;
            for (int p = begin; p < end; p++) {
                int row = p * Tile.ROWS;
                int rows = a.usedRows(p);
                if (y != null && rows >= Tile.ROWS && columns == Tile.COLUMNS) {
                    own.first.multiply(a, p, step, y.address(row, column), y.strideFloats() * Float.BYTES);
                    continue;
                }
                long sums = own.sums + (p - begin) * SUMS_BYTES;
                own.first.multiply(a, p, step, sums, Tile.STEP_BYTES);
                if (gate) {
                    own.second.multiply(a, p, step, sums + Epilogues.GATE_BYTES, Tile.STEP_BYTES);
                }
                if (last) {
                    sink.take(sums, row, rows, column, columns);
                }
            }
        }
    }

    @Override
    public void close() {
        packedRows.close();
        buffers.close();
    }

    /**
     * What one thread needs beside the rows: the panels of weights it is at, and sums: two tiles of them for each panel
     * of rows.
     */
    private static final class Buffers implements AutoCloseable {
        private final WeightPanel first;
        private final WeightPanel second;
        private final NativeBuffer memory;
        private final long sums;

        Buffers(Supplier<Arena> arenas) {
            first = new WeightPanel(arenas);
            second = new WeightPanel(arenas);
            memory = new NativeBuffer(arenas);
            sums = memory.reserve(PART_PANELS * SUMS_BYTES);
        }

        @Override
        public void close() {
            first.close();
            second.close();
            memory.close();
        }
    }
}
