package vtp.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The weights (N, K) and bias (N) of a linear layer, rearranged once for the register tile that reads them.
 *
 * <p>Weights stand in panels of P columns of Wᵀ: panel p holds, for each k = 0 … K − 1, W[p · P][k] … W[p · P + P −
 * 1][k] side by side, so that the tile reads one stream from front to back. The last panel is filled up with zeros, and
 * so is a step after the last k, since the tile reads a step ahead. Immutable.
 *
 * @since 0.1.0
 */
public final class PackedLinear {

    /**
     * How a weight is stored; arithmetic is float32 either way.
     *
     * @since 0.1.0
     */
    public enum Storage {
        /** Four bytes a weight, as the reference computes. */
        F32(Float.BYTES),
        /** Rounded to nearest even: exact for weights that are bfloat16 already, half the memory for any. */
        BF16(Short.BYTES);

        private final int bytes;

        Storage(int bytes) {
            this.bytes = bytes;
        }

        /** Returns the bytes that one weight takes. */
        public int bytes() {
            return bytes;
        }
    }

    /**
     * Where unpacked weights come from; called from several threads at once.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface RowReader {
        /**
         * Puts rows {@code from} to {@code from + count} of W, each of K floats, one after another to the beginning of
         * {@code target}, which may be longer.
         */
        void read(int from, int count, float[] target);
    }

    /** A cache line. */
    private static final long ALIGNMENT_BYTES = 64;

    private static final int TRANSPOSE_STEP = 16;

    /** Weights read at once: a megabyte, far more than a system call costs. */
    private static final long READ_FLOATS = 1 << 18;

    private final int outFeatures;
    private final int inFeatures;
    private final int panelColumns;
    private final Storage storage;
    private final MemorySegment[] panels;
    private final float[] bias;

    private PackedLinear(int outFeatures, int inFeatures) {
        this.outFeatures = outFeatures;
        this.inFeatures = inFeatures;
        panelColumns = 1;
        storage = Storage.F32;
        panels = new MemorySegment[0];
        bias = new float[0];
    }

    private PackedLinear(
            SegmentAllocator allocator,
            int outFeatures,
            int inFeatures,
            int panelColumns,
            Storage storage,
            float[] bias) {
        this.outFeatures = outFeatures;
        this.inFeatures = inFeatures;
        this.panelColumns = panelColumns;
        this.storage = storage;
        panels = new MemorySegment[panelCount()];
        this.bias = Arrays.copyOf(bias, panels.length * panelColumns);
        long panelBytes = (inFeatures + 1L) * panelColumns * storage.bytes();
        long distance = Math.ceilDiv(panelBytes, ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
        MemorySegment memory = allocator.allocate(panels.length * distance, ALIGNMENT_BYTES);
        Arrays.setAll(panels, panel -> memory.asSlice(panel * distance, panelBytes));
    }

    /** The shape of a layer, for what looks at nothing else: it has no weights, and no operation may read them. */
    public static PackedLinear withoutWeights(int outFeatures, int inFeatures) {
        return new PackedLinear(outFeatures, inFeatures);
    }

    /**
     * Packs a layer, its panels shared among {@code workers}, and with them the work of the first touch of their
     * memory.
     *
     * @param panelColumns {@link Kernels#panelColumns()} of the kernels that will read it
     * @param weights (outFeatures, inFeatures)
     * @param bias (outFeatures)
     * @throws IllegalArgumentException if {@code bias} has not one value for each output
     */
    public static PackedLinear pack(
            SegmentAllocator allocator,
            Workers workers,
            int panelColumns,
            Storage storage,
            int outFeatures,
            int inFeatures,
            RowReader weights,
            float[] bias) {
        if (bias.length != outFeatures) {
            throw new IllegalArgumentException(
                    "bias has " + bias.length + " values, the layer " + outFeatures + " outputs");
        }
        PackedLinear packed = new PackedLinear(allocator, outFeatures, inFeatures, panelColumns, storage, bias);
        int panels = packed.panels.length;
        int each = Math.clamp(
                READ_FLOATS / ((long) panelColumns * inFeatures), 1, Math.ceilDiv(panels, workers.threads()));
        BufferPool<Buffers> buffers = new BufferPool<>(workers.threads(), () -> packed.new Buffers(each));
        workers.run(Math.ceilDiv(panels, each), part -> {
            Buffers own = buffers.take();
            try {
                packed.packPanels(part * each, Math.min(panels, (part + 1) * each), weights, own);
            } finally {
                buffers.give(own);
            }
        });
        return packed;
    }

    /** What a thread packs with: rows as they are read, and one panel of them as columns, as floats or as bfloat16. */
    private final class Buffers {
        final float[] rows;
        final float[] columns;
        final short[] bits;

        Buffers(int panels) {
            rows = new float[Math.min(panels * panelColumns, outFeatures) * inFeatures];
            int values = (inFeatures + 1) * panelColumns;
            columns = new float[storage == Storage.F32 ? values : 0];
            bits = new short[storage == Storage.BF16 ? values : 0];
        }
    }

    private void packPanels(int first, int end, RowReader weights, Buffers buffers) {
        int from = first * panelColumns;
        int count = Math.min(end * panelColumns, outFeatures) - from;
        weights.read(from, count, buffers.rows);
        for (int panel = first; panel < end; panel++) {
            int row = (panel - first) * panelColumns;
            int rest = Math.min(panelColumns, count - row);
            if (storage == Storage.F32) {
                packFloats(buffers, row * inFeatures, rest, panels[panel]);
            } else {
                packBits(buffers, row * inFeatures, rest, panels[panel]);
            }
        }
    }

    private void packFloats(Buffers buffers, int first, int count, MemorySegment panel) {
        if (count < panelColumns) {
            Arrays.fill(buffers.columns, 0);
        }
        transpose(buffers.rows, first, count, buffers.columns);
        MemorySegment.copy(buffers.columns, 0, panel, ValueLayout.JAVA_FLOAT, 0, buffers.columns.length);
    }

    private void packBits(Buffers buffers, int first, int count, MemorySegment panel) {
        if (count < panelColumns) {
            Arrays.fill(buffers.bits, (short) 0);
        }
        transpose(buffers.rows, first, count, buffers.bits);
        MemorySegment.copy(buffers.bits, 0, panel, ValueLayout.JAVA_SHORT, 0, buffers.bits.length);
    }

    /** A row's cache line is read once and spread over a block of columns that stays in the first-level cache. */
    private void transpose(float[] rows, int first, int count, float[] columns) {
        for (int k0 = 0; k0 < inFeatures; k0 += TRANSPOSE_STEP) {
            int k1 = Math.min(k0 + TRANSPOSE_STEP, inFeatures);
            for (int n = 0; n < count; n++) {
                int row = first + n * inFeatures;
                for (int k = k0; k < k1; k++) {
                    columns[k * panelColumns + n] = rows[row + k];
                }
            }
        }
    }

    /** The same, rounded to bfloat16. */
    private void transpose(float[] rows, int first, int count, short[] bits) {
        for (int k0 = 0; k0 < inFeatures; k0 += TRANSPOSE_STEP) {
            int k1 = Math.min(k0 + TRANSPOSE_STEP, inFeatures);
            for (int n = 0; n < count; n++) {
                int row = first + n * inFeatures;
                for (int k = k0; k < k1; k++) {
                    bits[k * panelColumns + n] = Bf16.toBits(rows[row + k]);
                }
            }
        }
    }

    /** Returns N, the number of outputs. */
    public int outFeatures() {
        return outFeatures;
    }

    /** Returns K, the number of inputs. */
    public int inFeatures() {
        return inFeatures;
    }

    /** Returns how weights are stored. */
    public Storage storage() {
        return storage;
    }

    /** Returns W[n][k], as a float32; for definitions and tests, not for kernels. */
    public float weight(int n, int k) {
        MemorySegment panel = panels[n / panelColumns];
        long index = (long) k * panelColumns + n % panelColumns;
        return storage == Storage.F32
                ? panel.getAtIndex(ValueLayout.JAVA_FLOAT, index)
                : Bf16.fromBits(panel.getAtIndex(ValueLayout.JAVA_SHORT, index));
    }

    /** Returns b[n]. */
    public float bias(int n) {
        return bias[n];
    }

    /** Refuses weights that were packed for other kernels. */
    void requirePanelColumns(int needed) {
        if (panelColumns != needed) {
            throw new IllegalArgumentException(
                    "weights are packed for panels of " + panelColumns + " columns, needed " + needed);
        }
    }

    int panelCount() {
        return (outFeatures + panelColumns - 1) / panelColumns;
    }

    /** Panel {@code index}: (K + 1, P) values of {@link #storage()}. */
    MemorySegment panel(int index) {
        return panels[index];
    }

    /** (N), filled up with zeros to whole panels; read only. */
    float[] bias() {
        return bias;
    }
}
