package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.Arena;

/**
 * The register tile that every product of matrices is made of: {@link #ROWS} rows of A times {@link #VECTORS} vectors
 * of columns of B, a sum for each kept in a register over the whole inner dimension.
 *
 * <p>A comes as a panel on the heap, as {@link PackedRows} lays it: the rows side by side in blocks of {@link #BLOCK}
 * values, block after block. Packing is then a copy of whole vectors, and the tile finds every row at a fixed distance.
 * B comes as a panel outside the heap, where vectors can be aligned: (k + 1, {@link #COLUMNS}), at address {@code b}.
 *
 * <p>Its shape is {@link TileShape}'s. Each sum is one chain of multiply-adds over k, in order, or for a long k as many
 * chains as there are strips of it. Where these end depends on k alone, so the bits of a sum do not depend on the tile.
 *
 * <p>Why the loops ({@link WideTile}, {@link FlatTile}, {@link NarrowTile}) are written as they are: beyond a fixed
 * number of nodes in the graph of a method, C2 inlines nothing but what the JDK forces it to, and a vector that passes
 * a call that is not inlined is boxed, at a cost of a factor of ten. So there are no helper methods in them; A is a
 * plain array, whose reads are a few nodes where a segment's are many; the sums start from one shared zero, not from
 * memory; and there is no branch where they could meet. A sum is what a method is given, never what it is called on:
 * without a profile of types, C2 does not know the class of what such a method returns to the next round of a loop, and
 * boxes it.
 *
 * <p>The tiles of three vectors read B a step ahead. Loads are what C2 moves to the front of a loop, until registers
 * run short; then it prefers what frees one. Were B among the loads, nothing could be freed before all of them, and
 * sums would be kept on the stack, at half the speed. So the step after the last is read too, whatever stands there,
 * and takes no part: a loop that minds its end takes instructions that a CPU short of them notices.
 */
final class Tile {

    private static final TileShape SHAPE = TileShape.ofThisCpu();

    /** Rows of a tile, for this CPU. */
    static final int ROWS = SHAPE.rows();

    /** Rows that a tile can have at the end of a matrix: a row that would be left alone goes with those before it. */
    static final int MOST_ROWS = SHAPE.mostRows();

    /** Vectors in a row of a tile. */
    static final int VECTORS = SHAPE.vectors();

    /** Columns of a tile. */
    static final int COLUMNS = VECTORS * SPECIES.length();

    /** Up to so many columns take less time than {@link #COLUMNS}, and may stand closer. */
    static final int NARROW_COLUMNS = SHAPE.fewerVectors() * SPECIES.length();

    /**
     * So much of B stays in the first-level cache from one tile to the next. What is beyond comes from the second level
     * for every tile, which a tile of few rows, with few multiply-adds for what it reads, cannot wait for; a tall one
     * reads all of B as fast as it needs it.
     */
    static final int MOST_STEPS = SHAPE.mostSteps();

    static final long VECTOR_BYTES = SPECIES.vectorByteSize();

    /** Bytes from one k of B to the next. */
    static final long STEP_BYTES = VECTORS * VECTOR_BYTES;

    /** Values of one row of A that stand side by side: a cache line. */
    static final int BLOCK = 16;

    static final int BLOCK_SHIFT = 4;

    static final long LINE_BYTES = 64;

    /** After each so many steps of k a tile fetches four cache lines of what is read next. */
    static final int AHEAD_STEP = 32;

    /** The bytes fetched for each step of k. */
    static final long AHEAD_BYTES = 4 * LINE_BYTES / AHEAD_STEP;

    /** How many tiles it takes to fetch a whole panel. */
    static final int AHEAD_TILES = (int) (STEP_BYTES / AHEAD_BYTES);

    /** From the end of a row's block to the beginning of its next one. */
    static final int SKIP = (ROWS - 1) * BLOCK;

    /** What is added where there is nothing to add, or not yet; from column 0. */
    static final float[] NO_BIAS = new float[COLUMNS];

    /** Steps of k that a loop does at most; the sums of further ones are added to its own. */
    private static final int STRIP = 960;

    /**
     * What C2 is told that {@link #STRIP} is. With most collectors, G1 for one, it splits a loop that may have more
     * than 1,000 rounds into strips with a safepoint after each. For their sake it reads B early and keeps sums on the
     * stack, which costs a quarter of the speed. A loop that it knows to be shorter stays in one piece. The flags of
     * the command line have it split none; its code is a little shorter then if it knows nothing.
     */
    static final int MOST_ROUNDS = KernelsProvider.hasFlags() ? Integer.MAX_VALUE : STRIP;

    /** What {@link #multiply} needs beside the output where k is more than {@link #STRIP}. */
    static final long SPARE_BYTES = MOST_ROWS * STEP_BYTES;

    private static final long ZEROS =
            Arena.global().allocate(STEP_BYTES, LINE_BYTES).address();

    private Tile() {}

    /** Where value {@code i} of a row stands in a panel of A, after value 0. */
    static int index(int i) {
        return i + (i >>> BLOCK_SHIFT) * SKIP;
    }

    /** Floats of a panel of A of {@code k} values a row. */
    static int panelFloats(int k) {
        return Math.multiplyExact(Math.ceilDiv(k, BLOCK), ROWS * BLOCK);
    }

    /** How many bytes may be fetched ahead; no more than a panel of B has. */
    static long aheadBytes(int k) {
        return k * AHEAD_BYTES + 4 * LINE_BYTES;
    }

    /**
     * out[r][c] = bias[column + c] + Σᵢ a[from + r · BLOCK + index(i)] · b[i][c] for i &lt; k, r &lt; rows, c &lt;
     * columns. Whole vectors are written, and perhaps more than asked for, up to ROWS × COLUMNS; what stands there
     * beyond is undefined. A row more than ROWS is the first of the next panel of A.
     *
     * @param rows 1 to {@link #MOST_ROWS}
     * @param columns 1 to {@link #COLUMNS}
     * @param stepBytes from one k of B to the next: {@link #STEP_BYTES}, but ROWS rows or fewer of at most
     *     {@link #NARROW_COLUMNS} columns may stand closer
     * @param k at least 1
     * @param out an address
     * @param rowBytes from a row of {@code out} to the next
     * @param ahead an address: {@link #aheadBytes} from there on are read soon, and may be fetched meanwhile
     * @param spare the address of {@link #SPARE_BYTES} that nobody else uses
     */
    static void multiply(
            int rows,
            int columns,
            float[] a,
            int from,
            long b,
            long stepBytes,
            int k,
            float[] bias,
            int column,
            long out,
            long rowBytes,
            long ahead,
            long spare) {
        int next = panelFloats(k);
        int length = stripLength(k);
        int steps = Math.min(k, length);
        multiplyStrip(rows, columns, a, from, next, b, stepBytes, steps, bias, column, out, rowBytes, ahead);
        for (int done = length; done < k; done += length) {
            steps = Math.min(k - done, length);
            int start = from + index(done);
            long at = b + done * stepBytes;
            long further = ahead + done * AHEAD_BYTES;
            multiplyStrip(rows, columns, a, start, next, at, stepBytes, steps, NO_BIAS, 0, spare, STEP_BYTES, further);
            Epilogues.addLoop(spare, rows, out, rowBytes);
        }
    }

    /** As few strips as there can be, about equal. */
    private static int stripLength(int k) {
        int steps = Math.ceilDiv(k, Math.ceilDiv(k, STRIP));
        return Math.ceilDiv(steps, AHEAD_STEP) * AHEAD_STEP;
    }

    /**
     * At most {@link #STRIP} steps.
     *
     * @param next from a row of A to the one that is {@link #ROWS} rows further on
     */
    private static void multiplyStrip(
            int rows,
            int columns,
            float[] a,
            int from,
            int next,
            long b,
            long stepBytes,
            int k,
            float[] bias,
            int column,
            long out,
            long rowBytes,
            long ahead) {
        if (SHAPE != TileShape.WIDE) {
            multiplyFrom(ZEROS, 0, a, from, b, k, bias, column, out, rowBytes);
        } else if (rows > ROWS) {
            WideTile.rows9x3Loop(a, from, next, b, k, bias, column, out, rowBytes, ahead);
        } else if (columns <= NARROW_COLUMNS) {
            WideTile.rows8x2Loop(a, from, b, stepBytes, k, bias, column, out, rowBytes);
        } else {
            WideTile.rows8x3Loop(a, from, b, k, bias, column, out, rowBytes, ahead);
        }
    }

    /**
     * out[r][c] = bias[column + c] + out[r][c] + Σᵢ …, as {@link #multiply}: goes on where it, or this, has stopped
     * after {@link #MOST_STEPS} of k, with no bias yet. The sums are the same as those of one call over all of k.
     */
    static void resume(float[] a, int from, long b, int k, float[] bias, int column, long out, long rowBytes) {
        multiplyFrom(out, rowBytes, a, from, b, k, bias, column, out, rowBytes);
    }

    private static void multiplyFrom(
            long sums,
            long sumsRowBytes,
            float[] a,
            int from,
            long b,
            int k,
            float[] bias,
            int column,
            long out,
            long rowBytes) {
        if (SHAPE == TileShape.FLAT) {
            FlatTile.rows3x6Loop(a, from, b, k, sums, sumsRowBytes, bias, column, out, rowBytes);
        } else if (SHAPE == TileShape.NARROW) {
            NarrowTile.rows6x2Loop(a, from, b, k, sums, sumsRowBytes, bias, column, out, rowBytes);
        } else {
            NarrowTile.unfused5x2Loop(a, from, b, k, sums, sumsRowBytes, bias, column, out, rowBytes);
        }
    }
}
