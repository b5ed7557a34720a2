package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The steps of a softmax over a tile's scores, which stand row by row at an address: loops over whole vectors, each
 * over all rows, since a row alone is too short to be worth a call.
 */
final class SoftmaxLoops {

    /** From a row to the next. */
    static final long ROW_BYTES = offset(AttentionBlock.KEYS_AT_ONCE);

    private SoftmaxLoops() {}

    /** Scores from {@code visible + r · more} to the end of the last vector become −∞ in row r. */
    static void hideLoop(long scores, int rows, int visible, int more, int count) {
        FloatVector never = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int r = 0; r < rows; r++) {
            int seen = Math.max(0, visible + r * more);
            for (int i = SPECIES.loopBound(seen); i < count; i += SPECIES.length()) {
                VectorMask<Float> hidden = SPECIES.indexInRange(i, seen).not();
                long row = scores + r * ROW_BYTES;
                store(load(row, offset(i)).blend(never, hidden), row, offset(i));
            }
        }
    }

    /** maxima[at + r] = the largest of it and of row r's first {@code count} scores. */
    static void maximaLoop(long scores, int rows, int count, float[] maxima, int at) {
        for (int r = 0; r < rows; r++) {
            long row = scores + r * ROW_BYTES;
            FloatVector max = FloatVector.broadcast(SPECIES, maxima[at + r]);
            for (int i = 0; i < count; i += SPECIES.length()) {
                FloatVector score = load(row, offset(i));
                max = score.blend(max, score.compare(VectorOperators.LE, max));
            }
            maxima[at + r] = max.reduceLanes(VectorOperators.MAX);
        }
    }

    /**
     * Of every score, exp(score − maximum of its row): to the rows of a panel of A, and their sums, lane by lane, to
     * {@code sums}.
     *
     * @param maxima from index {@code at} on
     * @param sums a vector for each row
     */
    static void exponentiateLoop(
            long scores, int rows, int count, float[] maxima, int at, float[] weights, float[] sums) {
        for (int r = 0; r < rows; r++) {
            long row = scores + r * ROW_BYTES;
            float max = maxima[at + r];
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = 0; i < count; i += SPECIES.length()) {
                FloatVector p = VectorMath.expOfNegative(load(row, offset(i)).sub(max));
                p.intoArray(weights, r * Tile.BLOCK + Tile.index(i));
                sum = p.add(sum);
            }
            sum.intoArray(sums, r * SPECIES.length());
        }
    }
}
