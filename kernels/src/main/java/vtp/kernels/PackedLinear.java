package vtp.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The weights (N, K) and bias (N) of a linear layer, rearranged once for the register tile that reads them.
 *
 * <p>Weights stand in panels of P columns of Wᵀ: panel p holds, for each k = 0 … K − 1, W[p · P][k] … W[p · P + P − 1][k] side by side, so
 * that the tile reads one stream from front to back. The last panel is filled up with zeros, and so is a step after the last k, since the tile
 * reads a step ahead. Immutable.
 */
public final class PackedLinear {

    /** How a weight is stored; arithmetic is float32 either way. */
    public enum Storage {
        F32(Float.BYTES),
        /** Rounded to nearest even: exact for weights that are bfloat16 already, half the memory for any. */
        BF16(Short.BYTES);

        private final int bytes;

        Storage(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes of one weight. */
        public int bytes() {
            return bytes;
        }
    }

    /** Where unpacked weights come from; called from several threads at once. */
    @FunctionalInterface
    public interface RowReader {
        /** Puts rows {@code from} to {@code from + count} of W, each of K floats, one after another into {@code target}. */
        void read(int from, int count, float[] target);
    }

    private static final int TRANSPOSE_STEP = 16;

    /** Weights read at once: a megabyte, far more than a system call costs. */
    private static final long READ_FLOATS = 1 << 18;

    private final int outFeatures;
    private final int inFeatures;
    private final int panelColumns;
    private final Storage storage;
    private final MemorySegment[] panels;
    private final float[] bias;

    private PackedLinear(int outFeatures, int inFeatures, int panelColumns, Storage storage, float[] bias) {
        this.outFeatures = outFeatures;
        this.inFeatures = inFeatures;
        this.panelColumns = panelColumns;
        this.storage = storage;
        panels = new MemorySegment[panelCount()];
        this.bias = Arrays.copyOf(bias, panels.length * panelColumns);
    }

    /**
     * Packs a layer, its panels shared among {@code workers}. Each panel is a piece of memory of its own, so that the threads share the
     * work of the first touch, too.
     *
     * @param allocator gives memory to several threads at once
     * @param panelColumns {@link Kernels#panelColumns()} of the kernels that will read it
     * @param weights (outFeatures, inFeatures)
     * @param bias (outFeatures)
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
        PackedLinear packed = new PackedLinear(outFeatures, inFeatures, panelColumns, storage, bias);
        int panels = packed.panels.length;
        int each = Math.clamp(
                READ_FLOATS / ((long) panelColumns * inFeatures), 1, Math.ceilDiv(panels, workers.threads()));
        workers.run(
                Math.ceilDiv(panels, each),
                part -> packed.packPanels(allocator, part * each, Math.min(panels, (part + 1) * each), weights));
        return packed;
    }

    private void packPanels(SegmentAllocator allocator, int first, int end, RowReader weights) {
        int from = first * panelColumns;
        int count = Math.min(end * panelColumns, outFeatures) - from;
        float[] rows = new float[count * inFeatures];
        weights.read(from, count, rows);
        float[] columns = new float[panelColumns * (inFeatures + 1)];
        for (int panel = first; panel < end; panel++) {
            int row = (panel - first) * panelColumns;
            int rest = Math.min(panelColumns, count - row);
            if (rest < panelColumns) {
                Arrays.fill(columns, 0);
            }
            transpose(rows, row * inFeatures, rest, columns);
            panels[panel] = store(allocator, columns);
        }
    }

    private MemorySegment store(SegmentAllocator allocator, float[] columns) {
        MemorySegment target = allocator.allocate((long) columns.length * storage.bytes(), 64);
        if (storage == Storage.F32) {
            MemorySegment.copy(columns, 0, target, ValueLayout.JAVA_FLOAT, 0, columns.length);
        } else {
            short[] bits = new short[columns.length];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = Bf16.toBits(columns[i]);
            }
            MemorySegment.copy(bits, 0, target, ValueLayout.JAVA_SHORT, 0, bits.length);
        }
        return target;
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

    /** N. */
    public int outFeatures() {
        return outFeatures;
    }

    /** K. */
    public int inFeatures() {
        return inFeatures;
    }

    /** How weights are stored. */
    public Storage storage() {
        return storage;
    }

    /** W[n][k]; for definitions and tests, not for kernels. */
    public float weight(int n, int k) {
        MemorySegment panel = panels[n / panelColumns];
        long index = (long) k * panelColumns + n % panelColumns;
        return storage == Storage.F32
                ? panel.getAtIndex(ValueLayout.JAVA_FLOAT, index)
                : Bf16.fromBits(panel.getAtIndex(ValueLayout.JAVA_SHORT, index));
    }

    /** b[n]. */
    public float bias(int n) {
        return bias[n];
    }

    int panelColumns() {
        return panelColumns;
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
