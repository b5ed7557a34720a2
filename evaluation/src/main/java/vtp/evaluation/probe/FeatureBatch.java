package vtp.evaluation.probe;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import vtp.kernels.Kernels;
import vtp.kernels.PackedLinear;
import vtp.kernels.Workers;

/**
 * A batch of features, packed for the products of all heads: as rows for logits, W · Xᵀ, and as columns for gradients,
 * G · X. Heads of the same blocks share them.
 */
final class FeatureBatch {
    private static final long ALIGNMENT_BYTES = 64;

    private final Workers workers;
    private final int panelColumns;
    private final int channels;
    private final int capacity;
    private final Arena arena;
    private final Map<Integer, SegmentAllocator> memory = new HashMap<>();
    private final Map<Integer, PackedLinear> rows = new HashMap<>();
    private final Map<Integer, PackedLinear> columns = new HashMap<>();

    /** Numbers of the batch, (B, 5 · C). */
    private final float[] values;

    private final int[] labels;
    private int count;

    /** @param capacity the largest B */
    FeatureBatch(Workers workers, Kernels kernels, Arena arena, int channels, int capacity) {
        this.workers = workers;
        this.panelColumns = kernels.panelColumns();
        this.arena = arena;
        this.channels = channels;
        this.capacity = capacity;
        this.values = new float[Math.multiplyExact(capacity, rowLength())];
        this.labels = new int[capacity];
    }

    /** 5 · C. */
    int rowLength() {
        return (ProbeEncoder.BLOCKS + 1) * channels;
    }

    /** Where the features of the batch are put, before {@link #pack}. */
    float[] values() {
        return values;
    }

    /** Where their labels are put. */
    int[] labels() {
        return labels;
    }

    /** B. */
    int count() {
        return count;
    }

    /**
     * Packs what was put into {@link #values}.
     *
     * @param filled B
     * @param blocks which heads will ask for it
     * @param training whether gradients will be asked for
     */
    void pack(int filled, int[] blocks, boolean training) {
        count = filled;
        for (int of : blocks) {
            int width = new Head(of, 0).inputLength(channels);
            int offset = new Head(of, 0).inputFrom(channels);
            rows.put(of, packed(of, count, width, (from, many, target) -> {
                for (int i = 0; i < many; i++) {
                    System.arraycopy(values, (from + i) * rowLength() + offset, target, i * width, width);
                }
            }));
            if (training) {
                columns.put(of, packed(-of, width, count, (from, many, target) -> {
                    for (int b = 0; b < count; b++) {
                        int at = b * rowLength() + offset + from;
                        for (int i = 0; i < many; i++) {
                            target[i * count + b] = values[at + i];
                        }
                    }
                }));
            }
        }
    }

    private PackedLinear packed(int key, int outputs, int inputs, PackedLinear.RowReader reader) {
        SegmentAllocator same = memory.computeIfAbsent(key, none -> reused(key));
        float[] zeros = new float[outputs];
        return PackedLinear.pack(same, workers, panelColumns, PackedLinear.Storage.F32, outputs, inputs, reader, zeros);
    }

    /** The same memory for each batch. */
    private SegmentAllocator reused(int key) {
        int width = new Head(Math.abs(key), 0).inputLength(channels);
        long outputs = key > 0 ? capacity : width;
        long inputs = key > 0 ? width : capacity;
        long panels = Math.ceilDiv(outputs, (long) panelColumns);
        long panelBytes = (inputs + 1) * panelColumns * Float.BYTES + ALIGNMENT_BYTES;
        return SegmentAllocator.prefixAllocator(arena.allocate(panels * panelBytes, ALIGNMENT_BYTES));
    }

    /** Xᵀ of the heads of so many blocks, as a layer of B outputs. */
    PackedLinear rows(int blocks) {
        return Objects.requireNonNull(rows.get(blocks));
    }

    /** X of the heads of so many blocks, as a layer of as many outputs as a head has inputs. */
    PackedLinear columns(int blocks) {
        return Objects.requireNonNull(columns.get(blocks));
    }
}
