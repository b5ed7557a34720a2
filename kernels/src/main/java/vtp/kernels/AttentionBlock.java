package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;
import static vtp.kernels.VectorMath.fma;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;

/**
 * One thread's queries on their way through attention, some tiles of them at a time: their running softmax (Milakov and
 * Gimelshein, arXiv:1805.02867) and their output.
 *
 * <p>All tiles go past {@link #KEYS_AT_ONCE} keys and values before the next keys come, so that these are in the
 * second-level cache for all tiles but the first. The scores of a tile leave it row by row; as weights they go back
 * into a panel of A, for the product with the values.
 */
final class AttentionBlock implements AutoCloseable {

    /** Keys whose scores are held at once, whole tiles of them. */
    static final int KEYS_AT_ONCE = 576 / Tile.COLUMNS * Tile.COLUMNS;

    /** Queries that are held at once, whole tiles of them. */
    static final int ROWS = 128 / Tile.ROWS * Tile.ROWS;

    private final NativeBuffer memory;
    private final PackedRows queries = new PackedRows();
    private final float[] weights = new float[Tile.panelFloats(KEYS_AT_ONCE)];
    private final float[] maxima = new float[ROWS];
    private final float[] sums = new float[ROWS];
    private final float[] corrections = new float[Tile.ROWS];
    private final float[] lanes = new float[Tile.ROWS * SPECIES.length()];
    private long scores;
    private long output;
    private long product;
    private long outputRowBytes;
    private long spare;

    AttentionBlock(Supplier<Arena> arenas) {
        memory = new NativeBuffer(arenas);
    }

    /**
     * y[first + r][column …] = softmax of what query first + r sees, times the values, for r &lt; rows.
     *
     * @param rows at most {@link #ROWS}
     * @param position the first query's place in its sequence; each sees the keys up to its own place if
     *     {@code causal}, else all
     */
    void attend(PackedHead head, Mat q, int first, int rows, int column, int position, boolean causal, Mat y) {
        begin(q, first, rows, column, head.width());
        for (int from = 0; from < head.count(); from += KEYS_AT_ONCE) {
            for (int row = 0; row < rows; row += Tile.ROWS) {
                int tileRows = Math.min(Tile.ROWS, rows - row);
                int seen = causal ? position + row + tileRows : head.count();
                int count = Math.min(KEYS_AT_ONCE, Math.min(seen, head.count()) - from);
                if (count > 0) {
                    int visible = causal ? position + row + 1 - from : count;
                    attend(head, row, tileRows, from, count, visible, causal ? 1 : 0);
                }
            }
        }
        divideLoop(
                output,
                outputRowBytes,
                rows,
                head.width(),
                sums,
                y.address(first, column),
                offset(1) * y.strideFloats());
    }

    /**
     * Takes a tile past {@code count} keys, of which its first row sees {@code visible}, and every row {@code more}
     * more.
     */
    private void attend(PackedHead head, int row, int rows, int from, int count, int visible, int more) {
        for (int key = 0; key < count; key += Tile.COLUMNS) { // S = Q Kᵀ / √D
            int columns = Math.min(Tile.COLUMNS, count - key);
            long keys = head.keys(from + key);
            int query = queries.offsetOf(row / Tile.ROWS);
            multiply(
                    rows,
                    columns,
                    queries.values(),
                    query,
                    keys,
                    Tile.STEP_BYTES,
                    head.width(),
                    scores + offset(key),
                    SoftmaxLoops.ROW_BYTES);
        }
        softmax(row, rows, count, visible, more, from > 0); //           P = exp(S − m)
        long out = output + row * outputRowBytes;
        for (int c = 0; c < head.width(); c += head.valueColumns()) { // O = O · correction + P V
            int columns = Math.min(head.valueColumns(), head.width() - c);
            long target = (from == 0 ? out : product) + offset(c);
            multiply(rows, columns, weights, 0, head.values(c, from), head.valueBytes(), count, target, outputRowBytes);
        }
        if (from > 0) {
            accumulateLoop(out, outputRowBytes, rows, head.width(), corrections, product);
        }
    }

    private void multiply(
            int rows, int columns, float[] a, int from, long b, long stepBytes, int k, long out, long rowBytes) {
        Tile.multiply(rows, columns, a, from, b, stepBytes, k, Tile.NO_BIAS, 0, out, rowBytes, b, spare);
    }

    private void begin(Mat q, int first, int rows, int column, int width) {
        outputRowBytes = offset(Math.ceilDiv(width, Tile.COLUMNS) * Tile.COLUMNS);
        long productBytes = Tile.ROWS * outputRowBytes;
        long scoreBytes = Tile.ROWS * SoftmaxLoops.ROW_BYTES;
        scores = memory.reserve(scoreBytes + ROWS * outputRowBytes + productBytes + Tile.SPARE_BYTES);
        output = scores + scoreBytes;
        product = output + ROWS * outputRowBytes;
        spare = product + productBytes;
        queries.reset(rows, width);
        for (int panel = 0; panel < queries.panels(); panel++) {
            queries.pack(panel, q, first, column);
        }
        Arrays.fill(maxima, Float.NEGATIVE_INFINITY);
        Arrays.fill(sums, 0);
    }

    @Override
    public void close() {
        memory.close();
    }

    /**
     * Weights of a tile's scores; and what its rows' sums and output so far are to be multiplied by, if there are any.
     */
    private void softmax(int row, int rows, int count, int visible, int more, boolean correct) {
        SoftmaxLoops.hideLoop(scores, rows, visible, more, count);
        System.arraycopy(maxima, row, corrections, 0, rows);
        SoftmaxLoops.maximaLoop(scores, rows, count, maxima, row);
        if (correct) {
            for (int r = 0; r < rows; r++) {
                corrections[r] = (float) Math.exp(corrections[r] - maxima[row + r]);
                sums[row + r] *= corrections[r];
            }
        }
        SoftmaxLoops.exponentiateLoop(scores, rows, count, maxima, row, weights, lanes);
        for (int r = 0; r < rows; r++) {
            sums[row + r] += VectorMath.sumLanes(lanes, r * SPECIES.length());
        }
    }

    /** output = output · correction + product, whole vectors, row by row. */
    private static void accumulateLoop(
            long output, long rowBytes, int rows, int width, float[] corrections, long product) {
        for (int r = 0; r < rows; r++) {
            FloatVector factor = FloatVector.broadcast(SPECIES, corrections[r]);
            long row = output + r * rowBytes;
            long added = product + r * rowBytes;
            for (int c = 0; c < width; c += SPECIES.length()) {
                store(fma(load(row, offset(c)), factor, load(added, offset(c))), row, offset(c));
            }
        }
    }

    /** y = output / sum, row by row. */
    private static void divideLoop(
            long output, long rowBytes, int rows, int width, float[] sums, long y, long yRowBytes) {
        int end = SPECIES.loopBound(width);
        for (int r = 0; r < rows; r++) {
            FloatVector divisor = FloatVector.broadcast(SPECIES, sums[r]);
            long from = output + r * rowBytes;
            long to = y + r * yRowBytes;
            for (int c = 0; c < end; c += SPECIES.length()) {
                store(load(from, offset(c)).div(divisor), to, offset(c));
            }
            if (end < width) {
                divideRest(from, end, width, sums[r], to);
            }
        }
    }

    private static void divideRest(long from, int c, int width, float sum, long to) {
        FloatVector quotient = load(from, offset(c)).div(sum);
        store(quotient, to, offset(c), SPECIES.indexInRange(c, width));
    }
}
