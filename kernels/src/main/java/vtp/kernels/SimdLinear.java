package vtp.kernels;

import static vtp.kernels.Memory.store;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Linear layers by {@link Tile}: rows are packed a block at a time, then taken past panels of weights, each of which stays in the second-level
 * cache meanwhile. What follows the product is done while a tile is still in the first-level cache.
 *
 * <p>The threads share the weights of a wide layer, each of which then comes from memory once; of a narrow layer they share the rows, which then
 * come from the cache of the thread that packed them, and not from another's.
 */
final class SimdLinear {

    /** Rows packed at once: enough that reading the weights again for the next block does not show. */
    private static final int BLOCK_ROWS = 1056 / Tile.ROWS * Tile.ROWS;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> HALVES =
            VectorSpecies.of(short.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));

    /** Panels of rows that one piece of work takes past a panel of weights: a wide layer's threads then end together. */
    private static final int PART_PANELS = 20;

    /** Up to so many outputs a row a layer is narrow. */
    private static final int NARROW = 2;

    private static final float[] NO_SCALES = {};

    private final Workers workers;
    private final Pool<PackedRows> packedRows;
    private final Pool<Buffers> buffers;

    SimdLinear(Workers workers, Arena memory) {
        this.workers = workers;
        packedRows = new Pool<>(4, PackedRows::new);
        buffers = new Pool<>(2 * workers.threads(), () -> new Buffers(memory));
    }

    /** See {@link Kernels#linear}. */
    void linear(Mat x, PackedLinear w, Activation activation, Mat y) {
        boolean plain = activation == Activation.IDENTITY;
        multiply(x, w, null, y, plain, (sums, rows, row, column, columns) -> {
            SimdElementwise.activate(sums, rows * Tile.COLUMNS, activation);
            Epilogues.copyTo(sums, rows, y, row, column, columns);
        });
    }

    /** See {@link Kernels#linearAdd}. */
    void linearAdd(Mat x, PackedLinear w, float @Nullable [] gamma, Mat y) {
        Shapes.perColumn(y, "gamma", gamma);
        float[] scales = gamma == null ? NO_SCALES : Arrays.copyOf(gamma, w.panelCount() * Tile.COLUMNS);
        multiply(x, w, null, y, false, (sums, rows, row, column, columns) -> {
            if (scales.length > 0) {
                Epilogues.scaleColumns(sums, rows, scales, column);
            }
            Epilogues.addTo(sums, rows, y, row, column, columns);
        });
    }

    /** See {@link Kernels#linearGated}. */
    void linearGated(Mat x, PackedLinear w1, PackedLinear w2, Mat y) {
        multiply(x, w1, w2, y, false, (sums, rows, row, column, columns) -> {
            Epilogues.gate(sums, rows);
            Epilogues.copyTo(sums, rows, y, row, column, columns);
        });
    }

    /** What happens to a finished tile: at address {@code sums} stand {@code rows} rows for element (row, column) of y, {@code columns} of them wide. */
    @FunctionalInterface
    private interface Epilogue {
        void apply(long sums, int rows, int row, int column, int columns);
    }

    /** @param plain whether the products are all there is to y: then tiles that lie wholly inside y are written there at once */
    private void multiply(Mat x, PackedLinear w, @Nullable PackedLinear gate, Mat y, boolean plain, Epilogue epilogue) {
        check(x, w, y);
        if (gate != null) {
            check(x, gate, y);
        }
        PackedRows packed = packedRows.take();
        for (int first = 0; first < x.rows(); first += BLOCK_ROWS) {
            int from = first;
            packed.reset(Math.min(BLOCK_ROWS, x.rows() - from), w.inFeatures());
            workers.run(packed.panels(), panel -> packed.pack(panel, x, from));
            int panels = w.panelCount();
            boolean narrow = w.outFeatures() < NARROW * packed.rows();
            int parts =
                    narrow ? Math.min(workers.threads(), packed.panels()) : Math.ceilDiv(packed.panels(), PART_PANELS);
            workers.run(panels * parts, item -> {
                int panel = narrow ? item % panels : item / parts;
                int part = narrow ? item / panels : item % parts;
                int begin = packed.panels() * part / parts;
                int end = packed.panels() * (part + 1) / parts;
                multiplyPanel(packed, begin, end, w, gate, panel, y, from, plain, epilogue);
            });
        }
        packedRows.give(packed);
    }

    private void multiplyPanel(
            PackedRows rows,
            int begin,
            int end,
            PackedLinear w,
            @Nullable PackedLinear gate,
            int panel,
            Mat y,
            int firstRow,
            boolean plain,
            Epilogue epilogue) {
        Buffers own = buffers.take();
        long b = own.weights(w, panel, 0);
        long g = gate == null ? b : own.weights(gate, panel, 1);
        int k = w.inFeatures();
        int column = panel * Tile.COLUMNS;
        int columns = Math.min(Tile.COLUMNS, w.outFeatures() - column);
        long yRowBytes = y.strideFloats() * Float.BYTES;
        for (int p = begin; p < end; p++) {
            int used = rows.usedRows(p);
            int row = firstRow + p * Tile.ROWS;
            float[] a = rows.values();
            int at = rows.offsetOf(p);
            if (plain && used == Tile.ROWS && columns == Tile.COLUMNS) {
                Tile.multiply(used, columns, a, at, b, k, w.bias(), column, y.address(row, column), yRowBytes);
                continue;
            }
            Tile.multiply(used, columns, a, at, b, k, w.bias(), column, own.sums, Tile.STEP_BYTES);
            if (gate != null) {
                long second = own.sums + Epilogues.GATE_BYTES;
                Tile.multiply(used, columns, a, at, g, k, gate.bias(), column, second, Tile.STEP_BYTES);
            }
            epilogue.apply(own.sums, used, row, column, columns);
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

        /** A bfloat16 is the upper half of a float32. */
        private static void widen(long from, long to, int k) {
            int count = k * Tile.COLUMNS;
            for (int i = 0; i < count; i += HALVES.length()) {
                long at = (from & Memory.ADDRESS) + Memory.offset(i) / 2;
                Vector<Integer> bits = ShortVector.fromMemorySegment(HALVES, Memory.ALL, at, Memory.ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
                store(bits.lanewise(VectorOperators.LSHL, Short.SIZE).reinterpretAsFloats(), to, Memory.offset(i));
            }
        }
    }
}
