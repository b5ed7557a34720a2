package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;
import static vtp.kernels.VectorMath.fma;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * One thread's block of {@link Tile#COLUMNS} queries, one in each lane: its scores, the running softmax over them, and its output.
 *
 * <p>The loops are static and get their memory as arguments: of a field C2 would load and check the segment again after each store.
 */
final class QueryBlock {

    /** Keys whose scores are held at once, whole tiles of them: 264 × 32 scores are 33 KiB. */
    static final int KEYS_AT_ONCE = 264 / Tile.ROWS * Tile.ROWS;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final long VECTOR_BYTES = Tile.STEP_BYTES / 2;

    private final Arena memory;
    private final MemorySegment scores;
    private final MemorySegment tile;
    private final MemorySegment maxima;
    private final MemorySegment sums;
    private final MemorySegment corrections;
    private MemorySegment queries = MemorySegment.NULL;
    private MemorySegment output = MemorySegment.NULL;
    private float[] block = new float[0];

    QueryBlock(Arena memory) {
        this.memory = memory;
        scores = allocate(KEYS_AT_ONCE);
        tile = allocate(Tile.ROWS);
        maxima = allocate(1);
        sums = allocate(1);
        corrections = allocate(1);
    }

    /** Qᵀ / √D, (D, COLUMNS). */
    MemorySegment queries() {
        return queries;
    }

    /** Sᵀ, then Pᵀ: (KEYS_AT_ONCE, COLUMNS). */
    MemorySegment scores() {
        return scores;
    }

    /** Oᵀ, (D filled up to whole tiles, COLUMNS). */
    MemorySegment output() {
        return output;
    }

    /** A tile of what is to be added to Oᵀ. */
    MemorySegment tile() {
        return tile;
    }

    private MemorySegment allocate(int rows) {
        return memory.allocate(rows * Tile.STEP_BYTES, 64);
    }

    /** Makes room for heads of {@code width} columns. */
    void reset(int width) {
        if (queries.byteSize() < width * Tile.STEP_BYTES) {
            queries = allocate(width);
            output = allocate(PackedRows.panels(width) * Tile.ROWS);
            block = new float[width * Tile.COLUMNS];
        }
    }

    /** Qᵀ / √D, (D, COLUMNS); lanes without a query are zeros. */
    void packQueries(Mat q, int row, int column, int count, int width) {
        float scale = (float) (1 / Math.sqrt(width));
        float[] target = block;
        MemorySegment source = q.data();
        for (int i = 0; i < Tile.COLUMNS; i++) {
            if (i < count) {
                long offset = q.offsetBytes(row + i, column);
                for (int d = 0; d < width; d++) {
                    target[d * Tile.COLUMNS + i] =
                            scale * source.get(ValueLayout.JAVA_FLOAT, offset + (long) d * Float.BYTES);
                }
            } else {
                for (int d = 0; d < width; d++) {
                    target[d * Tile.COLUMNS + i] = 0;
                }
            }
        }
        MemorySegment.copy(block, 0, queries, ValueLayout.JAVA_FLOAT, 0, width * Tile.COLUMNS);
    }

    void clearRunning() {
        for (int c = 0; c < Tile.COLUMNS; c += SPECIES.length()) {
            FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY)
                    .intoMemorySegment(maxima, (long) c * Float.BYTES, ORDER);
            FloatVector.zero(SPECIES).intoMemorySegment(sums, (long) c * Float.BYTES, ORDER);
        }
    }

    /** Scores of keys after a query's own position become −∞. */
    void maskFuture(int from, int count, int position) {
        for (int key = Math.max(0, position - from); key < count; key++) {
            int hidden = Math.min(Tile.COLUMNS, from + key - position);
            for (int i = 0; i < hidden; i++) {
                scores.set(
                        ValueLayout.JAVA_FLOAT,
                        key * Tile.STEP_BYTES + (long) i * Float.BYTES,
                        Float.NEGATIVE_INFINITY);
            }
        }
    }

    /** P = exp(S − m) in place, with the running maximum m and sum, and the correction exp(old m − m) of what came before. */
    void exponentiate(int count) {
        for (long at = 0; at < Tile.STEP_BYTES; at += VECTOR_BYTES) {
            raiseMaxima(scores, count, maxima, corrections, at);
            exponentiate(scores, count, maxima, corrections, sums, at);
        }
    }

    private static void raiseMaxima(
            MemorySegment scores, int count, MemorySegment maxima, MemorySegment corrections, long at) {
        FloatVector old = load(maxima, at);
        FloatVector max = old;
        for (int key = 0; key < count; key++) {
            FloatVector score = load(scores, key * Tile.STEP_BYTES + at);
            max = max.blend(score, score.compare(VectorOperators.GT, max));
        }
        max.intoMemorySegment(maxima, at, ORDER);
        VectorMath.expOfNegative(old.sub(max)).intoMemorySegment(corrections, at, ORDER);
    }

    private static void exponentiate(
            MemorySegment scores,
            int count,
            MemorySegment maxima,
            MemorySegment corrections,
            MemorySegment sums,
            long at) {
        FloatVector max = load(maxima, at);
        FloatVector sum = load(sums, at).mul(load(corrections, at));
        for (int key = 0; key < count; key++) {
            FloatVector p = VectorMath.expOfNegative(
                    load(scores, key * Tile.STEP_BYTES + at).sub(max));
            p.intoMemorySegment(scores, key * Tile.STEP_BYTES + at, ORDER);
            sum = sum.add(p);
        }
        sum.intoMemorySegment(sums, at, ORDER);
    }

    /** output[d …] = output[d …] · correction + tile. */
    void accumulate(int d, int rows) {
        for (int c = 0; c < Tile.COLUMNS; c += SPECIES.length()) {
            long at = (long) c * Float.BYTES;
            FloatVector correction = load(corrections, at);
            for (int r = 0; r < rows; r++) {
                long target = (d + r) * Tile.STEP_BYTES + at;
                fma(load(output, target), correction, load(tile, r * Tile.STEP_BYTES + at))
                        .intoMemorySegment(output, target, ORDER);
            }
        }
    }

    void divideBySums(int width) {
        for (int c = 0; c < Tile.COLUMNS; c += SPECIES.length()) {
            long at = (long) c * Float.BYTES;
            FloatVector sum = load(sums, at);
            for (int d = 0; d < width; d++) {
                load(output, d * Tile.STEP_BYTES + at)
                        .div(sum)
                        .intoMemorySegment(output, d * Tile.STEP_BYTES + at, ORDER);
            }
        }
    }

    /** y[row + i][column + d] = output[d][i]. */
    void writeOutput(Mat y, int row, int column, int count, int width) {
        MemorySegment.copy(output, ValueLayout.JAVA_FLOAT, 0, block, 0, width * Tile.COLUMNS);
        float[] source = block;
        MemorySegment target = y.data();
        for (int i = 0; i < count; i++) {
            long offset = y.offsetBytes(row + i, column);
            for (int d = 0; d < width; d++) {
                target.set(ValueLayout.JAVA_FLOAT, offset + (long) d * Float.BYTES, source[d * Tile.COLUMNS + i]);
            }
        }
    }

    private static FloatVector load(MemorySegment segment, long offsetBytes) {
        return FloatVector.fromMemorySegment(SPECIES, segment, offsetBytes, ORDER);
    }
}
