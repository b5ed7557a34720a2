package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.Arena;
import java.util.function.Supplier;
import jdk.incubator.vector.VectorMask;

/**
 * One thread's copy of the keys and values of one head, as panels of B for {@link Tile}: Kᵀ / √D, (D, keys), in panels
 * of {@link Tile#COLUMNS} keys, and V, (keys, D), in as many panels of equal width as are needed. Memory grows and is
 * used again.
 */
final class PackedHead implements AutoCloseable {
    private final Transposition transposition;
    private final NativeBuffer panels;
    private int count;
    private int width;
    private int valueColumns;

    PackedHead(Supplier<Arena> arenas) {
        transposition = new Transposition(arenas);
        panels = new NativeBuffer(arenas);
    }

    /** How many keys there are. */
    int count() {
        return count;
    }

    /** D. */
    int width() {
        return width;
    }

    /** Columns of a panel of V, whole vectors. */
    int valueColumns() {
        return valueColumns;
    }

    /** From a key to the next in a panel of V. */
    long valueBytes() {
        return offset(valueColumns);
    }

    /** The address of the panel that key {@code key} is in. */
    long keys(int key) {
        return panels.address() + key / Tile.COLUMNS * keyPanelBytes();
    }

    /**
     * The address of key {@code key} in the panel whose first column is {@code column}, a multiple of
     * {@link #valueColumns}.
     */
    long values(int column, int key) {
        long first = keys(0) + Math.ceilDiv(count, Tile.COLUMNS) * keyPanelBytes();
        return first + column / valueColumns * valuePanelBytes() + key * valueBytes();
    }

    /** Columns are made in whole squares, and the tile reads a step past a panel's end. */
    private long keyPanelBytes() {
        return (Math.ceilDiv(width, Transposition.LANES) * Transposition.LANES + 1) * Tile.STEP_BYTES;
    }

    private long valuePanelBytes() {
        return (count + 1) * valueBytes();
    }

    /** Copies columns {@code column} to {@code column + width} of rows {@code first} to {@code first + count}. */
    void pack(Mat k, Mat v, int first, int count, int column, int width) {
        this.count = count;
        this.width = width;
        valueColumns = valueColumns(width);
        panels.reserve(values(Math.ceilDiv(width, valueColumns) * valueColumns, 0) - keys(0));
        float scale = (float) (1 / Math.sqrt(width));
        for (int key = 0; key < count; key += Transposition.LANES) {
            long target = keys(key) + offset(key % Tile.COLUMNS);
            int rows = Math.min(Transposition.LANES, count - key);
            transposition.transpose(k, first + key, rows, column, width, scale, target, Tile.STEP_BYTES);
        }
        for (int c = 0; c < width; c += valueColumns) {
            int used = Math.min(valueColumns, width - c);
            long stride = v.strideFloats() * Float.BYTES;
            copyColumnsLoop(v.address(first, column + c), stride, count, used, values(c, 0), valueBytes());
        }
    }

    @Override
    public void close() {
        transposition.close();
        panels.close();
    }

    /** 64 are 32 and 32, since a tile of 48 and one of 16 would take longer. */
    private static int valueColumns(int width) {
        int panels = Math.ceilDiv(width, Tile.COLUMNS);
        int columns = Math.ceilDiv(width, panels * SPECIES.length()) * SPECIES.length();
        return columns <= Tile.NARROW_COLUMNS ? columns : Tile.COLUMNS;
    }

    /** The first {@code columns} of {@code rows} rows, {@code stride} bytes apart, to rows of a panel. */
    private static void copyColumnsLoop(long from, long stride, int rows, int columns, long to, long toBytes) {
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            for (int r = 0; r < rows; r++) {
                long source = from + r * stride;
                long target = to + r * toBytes;
                store(load(source, offset(c), inside), target, offset(c));
            }
        }
    }
}
