package vtp.kernels;

import static vtp.kernels.Memory.load;
import static vtp.kernels.Memory.offset;
import static vtp.kernels.Memory.store;
import static vtp.kernels.VectorMath.SPECIES;
import static vtp.kernels.VectorMath.fma;

import java.lang.foreign.Arena;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * One thread's {@link Tile#ROWS} queries on their way through attention: their scores, the running softmax over them (Milakov and Gimelshein,
 * arXiv:1805.02867), and their output.
 *
 * <p>Scores leave the tile row by row; as weights they go back into a panel of A, for the product with the values.
 */
final class QueryRows {

    /** Keys whose scores are held at once, whole tiles of them. */
    static final int KEYS_AT_ONCE = 576 / Tile.COLUMNS * Tile.COLUMNS;

    private static final long SCORE_ROW_BYTES = offset(KEYS_AT_ONCE);

    private static final float[] NO_BIAS = new float[Tile.COLUMNS];

    private final Arena memory;
    private final long scores;
    private final float[] weights = new float[Tile.panelFloats(KEYS_AT_ONCE)];
    private final float[] maxima = new float[Tile.ROWS];
    private final float[] sums = new float[Tile.ROWS];
    private final float[] corrections = new float[Tile.ROWS];
    private final float[] lanes = new float[SPECIES.length()];
    private float[] queries = {};
    private long output;
    private long product;
    private long outputRowBytes;

    QueryRows(Arena memory) {
        this.memory = memory;
        scores = memory.allocate(Tile.ROWS * SCORE_ROW_BYTES, 64).address();
    }

    /**
     * y[row + r][column …] = softmax of what query row + r sees, times the values, for r &lt; rows.
     *
     * @param position the first query's place in its sequence; each sees the keys up to its own place if {@code causal}, else all
     */
    void attend(HeadPanels head, Mat q, int row, int rows, int column, int position, boolean causal, Mat y) {
        begin(q, row, rows, column, head.width());
        int keys = causal ? Math.min(head.count(), position + rows) : head.count();
        for (int from = 0; from < keys; from += KEYS_AT_ONCE) {
            int count = Math.min(KEYS_AT_ONCE, keys - from);
            for (int key = 0; key < count; key += Tile.COLUMNS) { // S = Q Kᵀ / √D
                int columns = Math.min(Tile.COLUMNS, count - key);
                multiply(
                        rows,
                        columns,
                        queries,
                        head.keys(from + key),
                        head.width(),
                        scores + offset(key),
                        SCORE_ROW_BYTES);
            }
            for (int r = 0; r < rows; r++) { // P = exp(S − m)
                softmax(r, count, causal ? Math.min(count, position + r + 1 - from) : count);
            }
            for (int c = 0; c < head.width(); c += Tile.COLUMNS) { // O = O · correction + P V
                int columns = Math.min(Tile.COLUMNS, head.width() - c);
                long sums = (from == 0 ? output : product) + offset(c);
                multiply(rows, columns, weights, head.values(c, from), count, sums, outputRowBytes);
            }
            if (from > 0) {
                accumulate(rows, head.width());
            }
        }
        for (int r = 0; r < rows; r++) {
            divide(output + r * outputRowBytes, head.width(), sums[r], y.address(row + r, column));
        }
    }

    private static void multiply(int rows, int columns, float[] a, long b, int k, long out, long rowBytes) {
        Tile.multiply(rows, columns, a, 0, b, k, NO_BIAS, 0, out, rowBytes, b);
    }

    private void begin(Mat q, int row, int rows, int column, int width) {
        if (queries.length < Tile.panelFloats(width)) {
            queries = new float[Tile.panelFloats(width)];
            outputRowBytes = offset(Math.ceilDiv(width, Tile.COLUMNS) * Tile.COLUMNS);
            output = memory.allocate(Tile.ROWS * outputRowBytes, 64).address();
            product = memory.allocate(Tile.ROWS * outputRowBytes, 64).address();
        }
        for (int r = 0; r < rows; r++) {
            PackedRows.copyRow(q.address(row + r, column), width, queries, r * Tile.BLOCK);
        }
        Arrays.fill(maxima, Float.NEGATIVE_INFINITY);
        Arrays.fill(sums, 0);
    }

    /** Weights of row {@code r} for {@code count} keys, of which it sees the first {@code visible}. */
    private void softmax(int r, int count, int visible) {
        long row = scores + r * SCORE_ROW_BYTES;
        hide(row, Math.max(0, visible), count);
        float max = max(row, count, maxima[r]);
        corrections[r] = (float) Math.exp(maxima[r] - max);
        maxima[r] = max;
        sums[r] = sums[r] * corrections[r] + exponentiate(row, count, max, weights, r * Tile.BLOCK, lanes);
    }

    /** Scores from {@code visible} to the end of the last vector become −∞. */
    private static void hide(long row, int visible, int count) {
        FloatVector never = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = SPECIES.loopBound(visible); i < count; i += SPECIES.length()) {
            VectorMask<Float> seen = SPECIES.indexInRange(i, visible);
            store(never, row, offset(i), seen.not());
        }
    }

    private static float max(long row, int count, float least) {
        FloatVector max = FloatVector.broadcast(SPECIES, least);
        for (int i = 0; i < count; i += SPECIES.length()) {
            FloatVector score = load(row, offset(i));
            max = score.blend(max, score.compare(VectorOperators.LE, max));
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    private static float exponentiate(long row, int count, float max, float[] target, int at, float[] lanes) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < count; i += SPECIES.length()) {
            FloatVector p = VectorMath.expOfNegative(load(row, offset(i)).sub(max));
            p.intoArray(target, at + Tile.index(i));
            sum = p.add(sum);
        }
        return VectorMath.sumLanes(sum, lanes);
    }

    private void accumulate(int rows, int width) {
        for (int r = 0; r < rows; r++) {
            accumulate(output + r * outputRowBytes, width, corrections[r], product + r * outputRowBytes);
        }
    }

    /** output = output · correction + product, whole vectors. */
    private static void accumulate(long output, int width, float correction, long product) {
        FloatVector factor = FloatVector.broadcast(SPECIES, correction);
        for (int c = 0; c < width; c += SPECIES.length()) {
            store(fma(load(output, offset(c)), factor, load(product, offset(c))), output, offset(c));
        }
    }

    private static void divide(long output, int width, float sum, long y) {
        FloatVector divisor = FloatVector.broadcast(SPECIES, sum);
        int end = SPECIES.loopBound(width);
        for (int c = 0; c < end; c += SPECIES.length()) {
            store(load(output, offset(c)).div(divisor), y, offset(c));
        }
        if (end < width) {
            store(load(output, offset(end)).div(divisor), y, offset(end), SPECIES.indexInRange(end, width));
        }
    }
}
