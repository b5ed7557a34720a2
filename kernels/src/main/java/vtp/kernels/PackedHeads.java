package vtp.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Keys and values of every sequence and head, as panels of A: keys (D, rows of keys), values (keys, rows of D). */
final class PackedHeads {
    private float[] keys = new float[0];
    private float[] values = new float[0];
    private int[] starts = new int[0];
    private int width;
    private int paddedWidth;

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
        int count = keys(sequence);
        for (int key = 0; key < count; key += Tile.ROWS) {
            int used = Math.min(Tile.ROWS, count - key);
            PackedRows.packPanel(
                    k, starts[sequence] + key, head * width, used, width, keys, keyOffset(sequence, head, key));
        }
        for (int d = 0; d < width; d += Tile.ROWS) {
            int used = Math.min(Tile.ROWS, width - d);
            int step = PackedRows.tileRows(used);
            int at = valueOffset(sequence, head, d);
            packColumns(v, starts[sequence], head * width + d, used, count, step, values, at);
        }
    }

    /** target[at + i · step + r] = x[row + i][column + r] for i &lt; count, r &lt; used; zeros for the other r &lt; step. */
    private static void packColumns(Mat x, int row, int column, int used, int count, int step, float[] target, int at) {
        MemorySegment source = x.data();
        for (int i = 0; i < count; i++) {
            long offset = x.offsetBytes(row + i, column);
            int to = at + i * step;
            for (int r = 0; r < used; r++) {
                target[to + r] = source.get(ValueLayout.JAVA_FLOAT, offset + (long) r * Float.BYTES);
            }
            for (int r = used; r < step; r++) {
                target[to + r] = 0;
            }
        }
    }
}
