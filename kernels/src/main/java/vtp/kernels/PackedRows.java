package vtp.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows of a matrix rearranged into the panels of A that {@link Tile} reads: panels of {@link Tile#ROWS} rows, each (K, rows), and a last
 * panel of {@link Tile#TAIL_ROWS} rows where that is enough. Missing rows are zeros. The array grows and is used again.
 */
final class PackedRows {

    /** A cache line of floats: what is read of a row before the next row is visited. */
    private static final int LINE = 16;

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
        MemorySegment source = x.data();
        int step = tileRows(used);
        for (int from = 0; from < k; from += LINE) {
            int count = Math.min(LINE, k - from);
            for (int r = 0; r < step; r++) {
                int to = at + from * step + r;
                if (r < used) {
                    long offset = x.offsetBytes(row + r, column + from);
                    for (int i = 0; i < count; i++) {
                        target[to + i * step] = source.get(ValueLayout.JAVA_FLOAT, offset + (long) i * Float.BYTES);
                    }
                } else {
                    for (int i = 0; i < count; i++) {
                        target[to + i * step] = 0;
                    }
                }
            }
        }
    }
}
