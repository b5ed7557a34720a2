package vtp.kernels;

import static vtp.kernels.Memory.load;
import static vtp.kernels.Memory.offset;
import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.VectorMask;

/**
 * Rows of a matrix copied into the panels of A that {@link Tile} reads: {@link Tile#ROWS} rows each, the last panel as many as are left. The array
 * grows and is used again.
 */
final class PackedRows {

    private float[] values = {};
    private int rows;
    private int k;

    /** Makes room for {@code rows} rows of {@code k} values. */
    void reset(int rows, int k) {
        this.rows = rows;
        this.k = k;
        int size = Math.multiplyExact(panels(), Tile.panelFloats(k));
        if (values.length < size) {
            values = new float[size];
        }
    }

    /** Fills panel {@code panel} from {@code x}, whose element (firstRow, firstColumn) is element (0, 0) here. */
    void pack(int panel, Mat x, int firstRow, int firstColumn) {
        for (int r = 0; r < usedRows(panel); r++) {
            copyRow(
                    x.address(firstRow + panel * Tile.ROWS + r, firstColumn),
                    k,
                    values,
                    offsetOf(panel) + r * Tile.BLOCK);
        }
    }

    /** Sets rows {@code row} to {@code row + count} of one panel in columns {@code column} to {@code column + columns}, from a tile at {@code sums}. */
    void put(long sums, int row, int count, int column, int columns) {
        int at = offsetOf(row / Tile.ROWS) + row % Tile.ROWS * Tile.BLOCK;
        for (int c = 0; c < columns; c += SPECIES.length()) {
            putVectors(sums + offset(c), count, values, at + Tile.index(column + c));
        }
    }

    private static void putVectors(long sums, int count, float[] target, int at) {
        for (int r = 0; r < count; r++) {
            load(sums, r * Tile.STEP_BYTES).intoArray(target, at + r * Tile.BLOCK);
        }
    }

    float[] values() {
        return values;
    }

    int rows() {
        return rows;
    }

    int panels() {
        return Math.ceilDiv(rows, Tile.ROWS);
    }

    /** Rows of panel {@code panel} that the matrix has. */
    int usedRows(int panel) {
        return Math.min(Tile.ROWS, rows - panel * Tile.ROWS);
    }

    /** Where panel {@code panel} begins in {@link #values()}. */
    int offsetOf(int panel) {
        return panel * Tile.panelFloats(k);
    }

    /** Copies {@code k} values at address {@code row} into the row of a panel that begins at {@code target[at]}. */
    private static void copyRow(long row, int k, float[] target, int at) {
        int end = SPECIES.loopBound(k);
        for (int i = 0; i < end; i += SPECIES.length()) {
            load(row, offset(i)).intoArray(target, at + Tile.index(i));
        }
        if (end < k) {
            copyRest(row, end, k, target, at);
        }
    }

    private static void copyRest(long row, int i, int k, float[] target, int at) {
        VectorMask<Float> inside = SPECIES.indexInRange(i, k);
        load(row, offset(i), inside).intoArray(target, at + Tile.index(i), inside);
    }
}
