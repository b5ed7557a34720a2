package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.VectorMask;

/**
 * Rows of a matrix copied into the panels of A that {@link Tile} reads: {@link Tile#ROWS} rows each. The last holds as
 * many as are left; if that is one, it is counted to the panel before it, where the tile can have
 * {@link Tile#MOST_ROWS}. The array grows and is used again.
 */
final class PackedRows {

    private float[] values = {};
    private int rows;
    private int k;

    /** Makes room for {@code rows} rows of {@code k} values. */
    void reset(int rows, int k) {
        this.rows = rows;
        this.k = k;
        int size = Math.multiplyExact(Math.ceilDiv(rows, Tile.ROWS), Tile.panelFloats(k));
        if (values.length < size) {
            values = new float[size];
        }
    }

    /** Fills panel {@code panel} from {@code x}, whose element (firstRow, firstColumn) is element (0, 0) here. */
    void pack(int panel, Mat x, int firstRow, int firstColumn) {
        int begin = panel * Tile.ROWS;
        for (int row = begin; row < begin + usedRows(panel); row++) {
            copyRowLoop(x.address(firstRow + row, firstColumn), k, values, offsetOfRow(row));
        }
    }

    /** Fills panel {@code panel} from row {@code firstRow} of {@code x} on. */
    void pack(int panel, WindowRows x, int firstRow) {
        int begin = panel * Tile.ROWS;
        for (int row = begin; row < begin + usedRows(panel); row++) {
            x.give(firstRow + row, new RowOf(values, offsetOfRow(row)));
        }
    }

    /** The row of a panel that begins at {@code values[start]}. */
    private static final class RowOf implements WindowRows.Target {
        private final float[] values;
        private final int start;

        RowOf(float[] values, int start) {
            this.values = values;
            this.start = start;
        }

        @Override
        public void copy(Mat x, int row, int at, int count) {
            if (at % Tile.BLOCK == 0) {
                copyRowLoop(x.address(row, 0), count, values, start + Tile.index(at));
            } else {
                copyPiecesLoop(x.address(row, 0), count, values, start, at);
            }
        }

        @Override
        public void zero(int at, int count) {
            for (int i = at; i < at + count; i++) {
                values[start + Tile.index(i)] = 0;
            }
        }
    }

    /** Copies {@code count} values at address {@code from} to values {@code at} on of the row at {@code start}. */
    private static void copyPiecesLoop(long from, int count, float[] target, int start, int at) {
        for (int i = 0; i < count; i++) {
            target[start + Tile.index(at + i)] =
                    RawMemory.ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (from & RawMemory.ADDRESS) + offset(i));
        }
    }

    /**
     * Sets the {@code count} rows of a panel, from {@code row} on, in columns {@code column} to
     * {@code column + columns}, from a tile at {@code sums}.
     */
    void put(long sums, int row, int count, int column, int columns) {
        for (int r = 0; r < count; r += Tile.ROWS) {
            long from = sums + r * Tile.STEP_BYTES;
            int at = offsetOfRow(row + r);
            for (int c = 0; c < columns; c += SPECIES.length()) {
                putVectorsLoop(from + offset(c), Math.min(Tile.ROWS, count - r), values, at + Tile.index(column + c));
            }
        }
    }

    private static void putVectorsLoop(long sums, int count, float[] target, int at) {
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
        return Math.ceilDiv(Math.max(1, rows - (Tile.MOST_ROWS - Tile.ROWS)), Tile.ROWS);
    }

    /** Rows of panel {@code panel} that the matrix has. */
    int usedRows(int panel) {
        return panel < panels() - 1 ? Tile.ROWS : rows - panel * Tile.ROWS;
    }

    /** Where panel {@code panel} begins in {@link #values()}. */
    int offsetOf(int panel) {
        return panel * Tile.panelFloats(k);
    }

    /** Where the row {@code row} begins in {@link #values()}. */
    int offsetOfRow(int row) {
        return offsetOf(row / Tile.ROWS) + row % Tile.ROWS * Tile.BLOCK;
    }

    /** Copies {@code k} values at address {@code row} into the row of a panel that begins at {@code target[at]}. */
    private static void copyRowLoop(long row, int k, float[] target, int at) {
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
