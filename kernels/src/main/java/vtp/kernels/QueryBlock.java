package vtp.kernels;

import static vtp.kernels.Memory.ALL;
import static vtp.kernels.Memory.load;
import static vtp.kernels.Memory.store;
import static vtp.kernels.VectorMath.SPECIES;
import static vtp.kernels.VectorMath.fma;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * One thread's block of {@link Tile#COLUMNS} queries, one in each lane: its scores, the running softmax over them, and its output.
 */
final class QueryBlock {

    /** Keys whose scores are held at once, whole tiles of them: 264 × 32 scores are 33 KiB. */
    static final int KEYS_AT_ONCE = 264 / Tile.ROWS * Tile.ROWS;

    private static final long VECTOR_BYTES = Tile.STEP_BYTES / 2;

    private final Arena memory;
    private final long scores;
    private final long tile;
    private final long maxima;
    private final long sums;
    private final long corrections;
    private long queries;
    private long output;
    private float[] block = {};
    private float[] head = {};

    QueryBlock(Arena memory) {
        this.memory = memory;
        scores = allocate(KEYS_AT_ONCE + 1);
        tile = allocate(Tile.ROWS);
        maxima = allocate(1);
        sums = allocate(1);
        corrections = allocate(1);
    }

    /** The address of Qᵀ / √D, (D, COLUMNS), and room for another step, as the tile asks. */
    long queries() {
        return queries;
    }

    /** The address of Sᵀ, then Pᵀ: (KEYS_AT_ONCE, COLUMNS), and room for another step. */
    long scores() {
        return scores;
    }

    /** The address of Oᵀ, (D filled up to whole tiles, COLUMNS). */
    long output() {
        return output;
    }

    /** The address of a tile of what is to be added to Oᵀ. */
    long tile() {
        return tile;
    }

    private long allocate(int rows) {
        return memory.allocate(rows * Tile.STEP_BYTES, 64).address();
    }

    /** Makes room for heads of {@code width} columns. */
    void reset(int width) {
        if (block.length < width * Tile.COLUMNS) {
            queries = allocate(width + 1);
            output = allocate(PackedRows.panels(width) * Tile.ROWS);
            block = new float[width * Tile.COLUMNS];
            head = new float[width];
        }
    }

    /** Qᵀ / √D, (D, COLUMNS); lanes without a query are zeros. */
    void packQueries(Mat q, int row, int column, int count, int width) {
        float scale = (float) (1 / Math.sqrt(width));
        for (int i = 0; i < Tile.COLUMNS; i++) {
            if (i < count) {
                MemorySegment.copy(ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, q.address(row + i, column), head, 0, width);
            } else {
                Arrays.fill(head, 0, width, 0);
            }
            scaleToColumn(head, width, scale, block, i);
        }
        MemorySegment.copy(block, 0, ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, queries, width * Tile.COLUMNS);
    }

    private static void scaleToColumn(float[] head, int width, float scale, float[] target, int column) {
        for (int d = 0; d < width; d++) {
            target[d * Tile.COLUMNS + column] = scale * head[d];
        }
    }

    void clearRunning() {
        for (long at = 0; at < Tile.STEP_BYTES; at += VECTOR_BYTES) {
            store(FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY), maxima, at);
            store(FloatVector.zero(SPECIES), sums, at);
        }
    }

    /** Scores of keys after a query's own position become −∞. */
    void maskFuture(int from, int count, int position) {
        FloatVector never = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int key = Math.max(0, position - from); key < count; key++) {
            long at = key * Tile.STEP_BYTES;
            int hidden = Math.min(Tile.COLUMNS, from + key - position);
            store(never, scores, at, SPECIES.indexInRange(0, hidden));
            store(never, scores, at + VECTOR_BYTES, SPECIES.indexInRange(SPECIES.length(), hidden));
        }
    }

    /** P = exp(S − m) in place, with the running maximum m and sum, and the correction exp(old m − m) of what came before. */
    void softmax(int count) {
        for (long at = 0; at < Tile.STEP_BYTES; at += VECTOR_BYTES) {
            raiseMaxima(scores + at, count, maxima + at, corrections + at);
            exponentiate(scores + at, count, maxima + at, corrections + at, sums + at);
        }
    }

    private static void raiseMaxima(long scores, int count, long maxima, long corrections) {
        FloatVector old = load(maxima, 0);
        FloatVector max = old;
        for (int key = 0; key < count; key++) {
            FloatVector score = load(scores, key * Tile.STEP_BYTES);
            max = score.blend(max, score.compare(VectorOperators.LE, max));
        }
        store(max, maxima, 0);
        store(VectorMath.expOfNegative(old.sub(max)), corrections, 0);
    }

    private static void exponentiate(long scores, int count, long maxima, long corrections, long sums) {
        FloatVector max = load(maxima, 0);
        FloatVector sum = load(sums, 0).mul(load(corrections, 0));
        for (int key = 0; key < count; key++) {
            long at = key * Tile.STEP_BYTES;
            FloatVector p = VectorMath.expOfNegative(load(scores, at).sub(max));
            store(p, scores, at);
            sum = p.add(sum);
        }
        store(sum, sums, 0);
    }

    /** output[d …] = output[d …] · correction + tile. */
    void accumulate(int d, int rows) {
        accumulate(output + d * Tile.STEP_BYTES, rows, corrections, tile);
    }

    private static void accumulate(long output, int rows, long corrections, long tile) {
        FloatVector left = load(corrections, 0);
        FloatVector right = load(corrections, VECTOR_BYTES);
        for (int r = 0; r < rows; r++) {
            long at = r * Tile.STEP_BYTES;
            store(fma(load(output, at), left, load(tile, at)), output, at);
            at += VECTOR_BYTES;
            store(fma(load(output, at), right, load(tile, at)), output, at);
        }
    }

    void divideBySums(int width) {
        divide(output, width, sums);
    }

    private static void divide(long output, int width, long sums) {
        FloatVector left = load(sums, 0);
        FloatVector right = load(sums, VECTOR_BYTES);
        for (int d = 0; d < width; d++) {
            long at = d * Tile.STEP_BYTES;
            store(load(output, at).div(left), output, at);
            store(load(output, at + VECTOR_BYTES).div(right), output, at + VECTOR_BYTES);
        }
    }

    /** y[row + i][column + d] = output[d][i]. */
    void writeOutput(Mat y, int row, int column, int count, int width) {
        MemorySegment.copy(ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, output, block, 0, width * Tile.COLUMNS);
        for (int i = 0; i < count; i++) {
            takeColumn(block, i, head, width);
            MemorySegment.copy(head, 0, ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, y.address(row + i, column), width);
        }
    }

    private static void takeColumn(float[] block, int column, float[] head, int width) {
        for (int d = 0; d < width; d++) {
            head[d] = block[d * Tile.COLUMNS + column];
        }
    }
}
