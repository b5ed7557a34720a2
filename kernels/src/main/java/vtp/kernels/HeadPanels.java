package vtp.kernels;

import static vtp.kernels.Memory.load;
import static vtp.kernels.Memory.offset;
import static vtp.kernels.Memory.store;
import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.VectorMask;

/**
 * One thread's copy of the keys and values of one head, as panels of B for {@link Tile}: Kᵀ / √D, (D, keys), in panels of
 * {@link Tile#COLUMNS} keys, and V, (keys, D), in panels of COLUMNS of its columns. Memory grows and is used again.
 */
final class HeadPanels {
    /** Tile.COLUMNS is a multiple of it. */
    private static final int KEYS_AT_A_TIME = 4;

    private MemorySegment memory = MemorySegment.NULL;
    private float[] rows = {};
    private float[] columns = {};
    private int count;
    private int width;

    /** How many keys there are. */
    int count() {
        return count;
    }

    /** D. */
    int width() {
        return width;
    }

    /** The address of the panel whose first key is {@code key}, a multiple of COLUMNS. */
    long keys(int key) {
        return memory.address() + key / Tile.COLUMNS * keyPanelBytes();
    }

    /** The address of key {@code key} in the panel whose first column is {@code column}, a multiple of COLUMNS. */
    long values(int column, int key) {
        long first = keys(0) + Math.ceilDiv(count, Tile.COLUMNS) * keyPanelBytes();
        return first + column / Tile.COLUMNS * valuePanelBytes() + key * Tile.STEP_BYTES;
    }

    /** The tile reads a step past a panel's end. */
    private long keyPanelBytes() {
        return (width + 1) * Tile.STEP_BYTES;
    }

    private long valuePanelBytes() {
        return (count + 1) * Tile.STEP_BYTES;
    }

    /** Copies columns {@code column} to {@code column + width} of rows {@code first} to {@code first + count}. */
    void pack(Mat k, Mat v, int first, int count, int column, int width) {
        this.count = count;
        this.width = width;
        long bytes = values(Math.ceilDiv(width, Tile.COLUMNS) * Tile.COLUMNS, 0) - keys(0);
        if (memory.byteSize() < bytes) {
            memory = Arena.ofAuto().allocate(bytes, 64);
        }
        if (columns.length < Tile.COLUMNS * width) {
            rows = new float[Tile.COLUMNS * width];
            columns = new float[Tile.COLUMNS * width];
        }
        float scale = (float) (1 / Math.sqrt(width));
        for (int key = 0; key < count; key += Tile.COLUMNS) {
            packKeys(k, first + key, Math.min(Tile.COLUMNS, count - key), column, scale, keys(key));
        }
        for (int c = 0; c < width; c += Tile.COLUMNS) {
            int used = Math.min(Tile.COLUMNS, width - c);
            long stride = v.strideFloats() * Float.BYTES;
            copyColumns(v.address(first, column + c), stride, count, used, values(c, 0));
        }
    }

    private void packKeys(Mat k, int first, int used, int column, float scale, long panel) {
        for (int i = 0; i < used; i++) {
            long from = k.address(first + i, column);
            MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, from, rows, i * width, width);
        }
        for (int i = 0; i < used; i += KEYS_AT_A_TIME) { // those after the last are of an earlier panel, and nobody's
            scaleToColumns(rows, i * width, width, scale, columns, i);
        }
        MemorySegment.copy(columns, 0, Memory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, panel, width * Tile.COLUMNS);
    }

    /** Four rows to columns: what they write stands side by side. */
    private static void scaleToColumns(float[] rows, int from, int width, float scale, float[] target, int column) {
        for (int d = 0; d < width; d++) {
            int to = d * Tile.COLUMNS + column;
            target[to] = scale * rows[from + d];
            target[to + 1] = scale * rows[from + d + width];
            target[to + 2] = scale * rows[from + d + 2 * width];
            target[to + 3] = scale * rows[from + d + 3 * width];
        }
    }

    /** The first {@code columns} of {@code rows} rows, {@code stride} bytes apart, to rows of a panel. */
    private static void copyColumns(long from, long stride, int rows, int columns, long to) {
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            for (int r = 0; r < rows; r++) {
                long source = from + r * stride;
                long target = to + r * Tile.STEP_BYTES;
                store(load(source, offset(c), inside), target, offset(c));
            }
        }
    }
}
