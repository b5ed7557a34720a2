package vtp.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows of a matrix rearranged into the panels of A that {@link Tile} reads: panels of {@link Tile#ROWS} rows, each (K, rows), and a last
 * panel of {@link Tile#TAIL_ROWS} rows where that is enough. Missing rows are zeros. The array grows and is used again.
 */
final class PackedRows {

    private float[] values = new float[0];
    private int rows;
    private int k;

    /** Makes room for {@code rows} rows of {@code k} values. */
    void reset(int rows, int k) {
        this.rows = rows;
        this.k = k;
        int size = Math.multiplyExact(panels(rows) * Tile.ROWS, k);
        if (values.length < size) {
            values = new float[size];
        }
    }

    /** Fills panel {@code panel} from {@code x}, whose row {@code firstRow} is row 0 here. */
    void pack(int panel, Mat x, int firstRow) {
        packPanel(x, firstRow + panel * Tile.ROWS, 0, usedRows(panel), k, values, offset(panel));
    }

    float[] values() {
        return values;
    }

    int panels() {
        return panels(rows);
    }

    /** Rows of panel {@code panel} that the matrix has. */
    int usedRows(int panel) {
        return Math.min(Tile.ROWS, rows - panel * Tile.ROWS);
    }

    /** Where panel {@code panel} begins in {@link #values()}. */
    int offset(int panel) {
        return panel * Tile.ROWS * k;
    }

    /** How many panels hold {@code rows} rows. */
    static int panels(int rows) {
        return (rows + Tile.ROWS - 1) / Tile.ROWS;
    }

    /** Rows of the tile that serves a panel with {@code used} rows. */
    static int tileRows(int used) {
        return used <= Tile.TAIL_ROWS ? Tile.TAIL_ROWS : Tile.ROWS;
    }

    /** target[at + i · tileRows + r] = x[row + r][column + i] for i &lt; k, r &lt; used; zeros up to the tile's rows. */
    static void packPanel(Mat x, int row, int column, int used, int k, float[] target, int at) {
        int step = tileRows(used);
        int r = 0;
        for (; r + 4 <= used; r += 4) {
            packFour(x.data(), x.offsetBytes(row + r, column), x.strideFloats() * Float.BYTES, k, target, at + r, step);
        }
        for (; r < used; r++) {
            packOne(x.data(), x.offsetBytes(row + r, column), k, target, at + r, step);
        }
        for (; r < step; r++) {
            for (int i = 0; i < k; i++) {
                target[at + i * step + r] = 0;
            }
        }
    }

    /** Four rows at once: a cache line of the panel is written three times, not twelve. */
    private static void packFour(MemorySegment x, long row, long strideBytes, int k, float[] target, int at, int step) {
        for (int i = 0; i < k; i++) {
            long offset = row + (long) i * Float.BYTES;
            int to = at + i * step;
            target[to] = x.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offset);
            target[to + 1] = x.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offset + strideBytes);
            target[to + 2] = x.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offset + 2 * strideBytes);
            target[to + 3] = x.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offset + 3 * strideBytes);
        }
    }

    private static void packOne(MemorySegment x, long row, int k, float[] target, int at, int step) {
        for (int i = 0; i < k; i++) {
            target[at + i * step] = x.get(ValueLayout.JAVA_FLOAT_UNALIGNED, row + (long) i * Float.BYTES);
        }
    }
}
