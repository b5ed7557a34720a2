package vtp.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Keys and values of every sequence and head, as panels of A: keys (D, rows of keys), values (keys, rows of D). */
final class PackedHeads {
    private final Pool<float[]> scratches;
    private float[] keys = {};
    private float[] values = {};
    private int[] starts = {};
    private int width;
    private int paddedWidth;

    /** @param threads how many may pack at once */
    PackedHeads(int threads) {
        scratches = new Pool<>(threads, () -> new float[0]);
    }

    /** Makes room for the sequences that begin at {@code starts}, with heads of {@code width} columns. */
    void reset(int heads, int width, int[] starts) {
        this.starts = starts;
        this.width = width;
        paddedWidth = PackedRows.panels(width) * Tile.ROWS;
        int sequences = starts.length - 1;
        int tokens = starts[sequences] - starts[0];
        int keySize = Math.multiplyExact(heads * width, tokens + sequences * Tile.ROWS);
        int valueSize = Math.multiplyExact(heads * paddedWidth, tokens);
        if (keys.length < keySize) {
            keys = new float[keySize];
        }
        if (values.length < valueSize) {
            values = new float[valueSize];
        }
    }

    /** D. */
    int width() {
        return width;
    }

    float[] keys() {
        return keys;
    }

    float[] values() {
        return values;
    }

    /** How many keys a sequence has. */
    int keys(int sequence) {
        return starts[sequence + 1] - starts[sequence];
    }

    /** Where the panel that begins with key {@code key}, a multiple of the tile's rows, stands. */
    int keyOffset(int sequence, int head, int key) {
        int sequences = starts.length - 1;
        int perHead = starts[sequences] - starts[0] + sequences * Tile.ROWS;
        return (head * perHead + starts[sequence] - starts[0] + sequence * Tile.ROWS + key) * width;
    }

    /** Where the panel that begins with column {@code d}, a multiple of the tile's rows, stands. */
    int valueOffset(int sequence, int head, int d) {
        int tokens = starts[starts.length - 1] - starts[0];
        return (head * tokens + starts[sequence] - starts[0]) * paddedWidth + d * keys(sequence);
    }

    void pack(Mat k, Mat v, int sequence, int head) {
        float[] scratch = scratches.take();
        if (scratch.length < PackedRows.SCRATCH_ROWS * width) {
            scratch = new float[PackedRows.SCRATCH_ROWS * width];
        }
        int count = keys(sequence);
        for (int key = 0; key < count; key += Tile.ROWS) {
            int used = Math.min(Tile.ROWS, count - key);
            PackedRows.packPanel(
                    k,
                    starts[sequence] + key,
                    head * width,
                    used,
                    width,
                    scratch,
                    keys,
                    keyOffset(sequence, head, key));
        }
        int panelStride = Tile.ROWS * count;
        for (int i = 0; i < count; i++) {
            long row = v.address(starts[sequence] + i, head * width);
            MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, row, scratch, 0, width);
            packValues(scratch, width, i, values, valueOffset(sequence, head, 0), panelStride);
        }
        scratches.give(scratch);
    }

    /** Cuts a row of values into the panels' rows {@code i}, the last of them filled up with zeros. */
    private static void packValues(float[] row, int width, int i, float[] target, int at, int panelStride) {
        int panel = at;
        for (int d = 0; d < width; d += Tile.ROWS) {
            int used = Math.min(Tile.ROWS, width - d);
            int step = PackedRows.tileRows(used);
            int to = panel + i * step;
            for (int r = 0; r < used; r++) {
                target[to + r] = row[d + r];
            }
            for (int r = used; r < step; r++) {
                target[to + r] = 0;
            }
            panel += panelStride;
        }
    }
}
