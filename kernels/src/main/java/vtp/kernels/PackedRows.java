package vtp.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Rows of a matrix rearranged into the panels of A that {@link Tile} reads: panels of {@link Tile#ROWS} rows, each (K, rows), and a last
 * panel of {@link Tile#TAIL_ROWS} rows where that is enough. Missing rows are zeros. The array grows and is used again.
 */
final class PackedRows {

    /** So many rows are rearranged at once: a cache line of a panel of twelve is written three times, not twelve. */
    static final int SCRATCH_ROWS = 4;

    private final Pool<float[]> scratches;
    private float[] values = {};
    private int rows;
    private int k;

    /** @param threads how many may pack at once */
    PackedRows(int threads) {
        scratches = new Pool<>(threads, () -> new float[0]);
    }

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
        float[] scratch = scratches.take();
        if (scratch.length < SCRATCH_ROWS * k) {
            scratch = new float[SCRATCH_ROWS * k];
        }
        packPanel(x, firstRow + panel * Tile.ROWS, 0, usedRows(panel), k, scratch, values, offset(panel));
        scratches.give(scratch);
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

    /**
     * target[at + i · tileRows + r] = x[row + r][column + i] for i &lt; k, r &lt; used; zeros up to the tile's rows.
     *
     * @param scratch {@link #SCRATCH_ROWS} · k, at least
     */
    static void packPanel(Mat x, int row, int column, int used, int k, float[] scratch, float[] target, int at) {
        int step = tileRows(used);
        int r = 0;
        for (; r + SCRATCH_ROWS <= used; r += SCRATCH_ROWS) {
            for (int i = 0; i < SCRATCH_ROWS; i++) {
                copyRow(x, row + r + i, column, k, scratch, i * k);
            }
            interleaveFour(scratch, k, target, at + r, step);
        }
        for (; r < used; r++) {
            copyRow(x, row + r, column, k, scratch, 0);
            spread(scratch, k, target, at + r, step);
        }
        for (; r < step; r++) {
            Arrays.fill(scratch, 0, k, 0);
            spread(scratch, k, target, at + r, step);
        }
    }

    private static void copyRow(Mat x, int row, int column, int k, float[] target, int at) {
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, x.address(row, column), target, at, k);
    }

    private static void interleaveFour(float[] rows, int k, float[] target, int at, int step) {
        for (int i = 0; i < k; i++) {
            int to = at + i * step;
            target[to] = rows[i];
            target[to + 1] = rows[k + i];
            target[to + 2] = rows[2 * k + i];
            target[to + 3] = rows[3 * k + i];
        }
    }

    private static void spread(float[] row, int k, float[] target, int at, int step) {
        for (int i = 0; i < k; i++) {
            target[at + i * step] = row[i];
        }
    }
}
