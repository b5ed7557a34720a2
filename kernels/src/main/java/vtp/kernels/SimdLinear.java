package vtp.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Linear layers by {@link Tile}: rows are packed a block at a time, then each thread takes a panel of weights, which stays in its second-level
 * cache, past all packed rows. What follows the product is done while a tile is still in the first-level cache.
 */
final class SimdLinear {

    /** Rows packed at once: enough that reading the weights again for the next block does not show. */
    private static final int BLOCK_ROWS = 1056 / Tile.ROWS * Tile.ROWS;

    private static final VectorSpecies<Integer> PAIRS = IntVector.SPECIES_PREFERRED;
    private static final int UPPER_HALF = 0xFFFF0000;

    private static final float[] NO_SCALES = {};

    private final Workers workers;
    private final Pool<PackedRows> packedRows;
    private final Pool<Buffers> buffers;

    SimdLinear(Workers workers, Arena memory) {
        this.workers = workers;
        packedRows = new Pool<>(4, () -> new PackedRows(workers.threads()));
        buffers = new Pool<>(2 * workers.threads(), () -> new Buffers(memory));
    }

    /** See {@link Kernels#linear}. */
    void linear(Mat x, PackedLinear w, Activation activation, Mat y) {
        multiply(x, w, null, y, (sums, rows, row, column, columns) -> {
            SimdElementwise.activate(sums, rows * Tile.COLUMNS, activation);
            Epilogues.copyTo(sums, rows, y, row, column, columns);
        });
    }

    /** See {@link Kernels#linearAdd}. */
    void linearAdd(Mat x, PackedLinear w, float @Nullable [] gamma, Mat y) {
        Shapes.perColumn(y, "gamma", gamma);
        float[] scales = gamma == null ? NO_SCALES : Arrays.copyOf(gamma, w.panelCount() * Tile.COLUMNS);
        multiply(x, w, null, y, (sums, rows, row, column, columns) -> {
            if (scales.length > 0) {
                Epilogues.scaleColumns(sums, rows, scales, column);
            }
            Epilogues.addTo(sums, rows, y, row, column, columns);
        });
    }

    /** See {@link Kernels#linearGated}. */
    void linearGated(Mat x, PackedLinear w1, PackedLinear w2, Mat y) {
        multiply(x, w1, w2, y, (sums, rows, row, column, columns) -> {
            Epilogues.gate(sums, rows);
            Epilogues.copyTo(sums, rows, y, row, column, columns);
        });
    }

    /** What happens to a finished tile: at address {@code sums} stand {@code rows} rows for element (row, column) of y, {@code columns} of them wide. */
    @FunctionalInterface
    private interface Epilogue {
        void apply(long sums, int rows, int row, int column, int columns);
    }

    private void multiply(Mat x, PackedLinear w, @Nullable PackedLinear gate, Mat y, Epilogue epilogue) {
        check(x, w, y);
        if (gate != null) {
            check(x, gate, y);
        }
        PackedRows packed = packedRows.take();
        for (int first = 0; first < x.rows(); first += BLOCK_ROWS) {
            int from = first;
            packed.reset(Math.min(BLOCK_ROWS, x.rows() - from), w.inFeatures());
            workers.run(packed.panels(), panel -> packed.pack(panel, x, from));
            int parts = parts(packed.panels(), w.panelCount());
            workers.run(w.panelCount() * parts, item -> {
                int panel = item / parts;
                int part = item % parts;
                multiplyPanel(
                        packed,
                        packed.panels() * part / parts,
                        packed.panels() * (part + 1) / parts,
                        w,
                        gate,
                        panel,
                        from,
                        epilogue);
            });
        }
        packedRows.give(packed);
    }

    /** Into how many parts the rows are cut, so that few wide panels still occupy every thread. */
    private int parts(int rowPanels, int weightPanels) {
        return Math.max(1, Math.min(rowPanels, 4 * workers.threads() / weightPanels));
    }

    private void multiplyPanel(
            PackedRows rows,
            int from,
            int to,
            PackedLinear w,
            @Nullable PackedLinear gate,
            int panel,
            int firstRow,
            Epilogue epilogue) {
        Buffers own = buffers.take();
        long b = own.weights(w, panel, 0);
        long g = gate == null ? b : own.weights(gate, panel, 1);
        int column = panel * Tile.COLUMNS;
        int columns = Math.min(Tile.COLUMNS, w.outFeatures() - column);
        for (int p = from; p < to; p++) {
            int used = rows.usedRows(p);
            int tile = PackedRows.tileRows(used);
            Tile.multiply(tile, rows.values(), rows.offset(p), b, w.inFeatures(), w.bias(), column, own.sums);
            if (gate != null) {
                Tile.multiply(
                        tile,
                        rows.values(),
                        rows.offset(p),
                        g,
                        w.inFeatures(),
                        gate.bias(),
                        column,
                        own.sums + Epilogues.GATE_BYTES);
            }
            epilogue.apply(own.sums, used, firstRow + p * Tile.ROWS, column, columns);
        }
        buffers.give(own);
    }

    private static void check(Mat x, PackedLinear w, Mat y) {
        Shapes.linear(x, w, y);
        if (w.panelColumns() != Tile.COLUMNS) {
            throw new IllegalArgumentException(
                    "weights are packed for panels of " + w.panelColumns() + " columns, needed " + Tile.COLUMNS);
        }
    }

    /** What one thread needs beside the operands: two tiles of sums, and panels widened from bfloat16. */
    private static final class Buffers {
        private final Arena memory;
        private final long sums;
        private final MemorySegment[] widened = {MemorySegment.NULL, MemorySegment.NULL};

        Buffers(Arena memory) {
            this.memory = memory;
            sums = memory.allocate(2 * Epilogues.GATE_BYTES, 64).address();
        }

        /** The address of panel {@code panel} of {@code w} as float32; a gate's two operands need two slots. */
        long weights(PackedLinear w, int panel, int slot) {
            if (w.storage() == PackedLinear.Storage.F32) {
                return w.panel(panel).address();
            }
            long bytes = (w.inFeatures() + 1) * Tile.STEP_BYTES;
            if (widened[slot].byteSize() < bytes) {
                widened[slot] = memory.allocate(bytes, 64);
            }
            widen(w.panel(panel).address(), widened[slot].address(), w.inFeatures());
            return widened[slot].address();
        }

        /** A bfloat16 is the upper half of a float32; each int holds one for the left vector of a step and one for the right. */
        private static void widen(long from, long to, int k) {
            for (int i = 0; i < k; i++) {
                long at = (from & Memory.ADDRESS) + i * (Tile.STEP_BYTES / 2);
                IntVector pairs = IntVector.fromMemorySegment(PAIRS, Memory.ALL, at, Memory.ORDER);
                FloatVector left =
                        pairs.lanewise(VectorOperators.LSHL, Short.SIZE).reinterpretAsFloats();
                FloatVector right = pairs.and(UPPER_HALF).reinterpretAsFloats();
                Memory.store(left, to, i * Tile.STEP_BYTES);
                Memory.store(right, to, i * Tile.STEP_BYTES + Tile.STEP_BYTES / 2);
            }
        }
    }
}
