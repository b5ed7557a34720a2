package vtp.kernels;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The mean of a row and the squares about it, rounded as PyTorch's layer norm rounds them where there is a hardware
 * multiply-add.
 *
 * <p>Where a row's mean is far larger than its deviation, that rounding is what the result shows most: a mean of −5 is
 * known to 5·10⁻⁷, which is 5·10⁻⁴ of a deviation of 10⁻³. To have the reference's numbers there, one must go its way:
 * running moments (Welford, Technometrics 4, 1962, 419–420) of 8 interleaved lanes over 16 steps each, these joined
 * pairwise (Chan, Golub and LeVeque, 1979), then the lanes one by one after what is left over.
 *
 * <p>Moments stand in an array of scratch: the means of the lanes, then the sums of squares.
 */
final class RowMoments {

    /** One set of moments for each halving of the longest row there can be, and then some. */
    static final int SCRATCH_LENGTH = 512;

    private static final int LANES = 8;
    private static final long STEP_BYTES = (long) LANES * Float.BYTES;
    private static final int SET = 2 * LANES;
    private static final int CHUNK_STEPS = 16;

    /** A whole step, or half of one, whose other half is then a second pass. */
    private static final VectorSpecies<Float> PART =
            VectorMath.SPECIES.length() >= LANES ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;

    /** 1 / (j + 1): what the j-th value of a chunk weighs. */
    private static final float[] WEIGHTS = new float[CHUNK_STEPS];

    static {
        for (int j = 0; j < CHUNK_STEPS; j++) {
            WEIGHTS[j] = 1f / (j + 1);
        }
    }

    private RowMoments() {}

    /**
     * Leaves the mean at {@code scratch[0]} and Σ (xᵢ − mean)² at {@code scratch[1]}.
     *
     * @param scratch of {@link #SCRATCH_LENGTH}
     */
    static void of(long row, int count, float[] scratch) {
        int steps = count / LANES;
        float mean = 0;
        float squares = 0;
        int seen = 0;
        for (int i = steps * LANES; i < count; i++) {
            float x = RawMemory.ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, row + RawMemory.offset(i));
            float delta = x - mean;
            seen++;
            mean += delta / seen;
            squares = Fma.fma(delta, x - mean, squares);
        }
        if (steps > 0) {
            joined(row, steps, scratch, 0);
            for (int lane = 0; lane < LANES; lane++) {
                float weight = (float) steps / (seen + steps);
                float delta = scratch[lane] - mean;
                mean = Fma.fma(weight, delta, mean);
                squares += scratch[lane + LANES] + delta * delta * weight * seen;
                seen += steps;
            }
        }
        scratch[0] = mean;
        scratch[1] = squares;
    }

    /**
     * Leaves the lanes' moments of {@code steps} steps at {@code scratch[at]}. Chunks are joined like the digits of a
     * binary counter: a power of two of them is two halves; of any other number, the first power of two is joined to
     * the rest.
     */
    private static void joined(long row, int steps, float[] scratch, int at) {
        int chunks = (steps + CHUNK_STEPS - 1) / CHUNK_STEPS;
        if (chunks == 1) {
            chunkLoop(row, steps, scratch, at);
            return;
        }
        int power = Integer.highestOneBit(chunks);
        boolean halves = power == chunks;
        int firstSteps = (halves ? power / 2 : power) * CHUNK_STEPS;
        int secondSteps = steps - firstSteps;
        long second = row + (long) firstSteps * LANES * Float.BYTES;
        joined(halves ? row : second, halves ? firstSteps : secondSteps, scratch, at);
        joined(halves ? second : row, halves ? secondSteps : firstSteps, scratch, at + SET);
        join(scratch, at, steps, halves ? secondSteps : firstSteps);
    }

    /** Joins the set after {@code at}, of {@code added} of {@code steps} steps, to the one there. */
    private static void join(float[] scratch, int at, int steps, int added) {
        float weight = (float) added / steps;
        for (int i = at; i < at + LANES; i++) {
            float delta = scratch[i + SET] - scratch[i];
            scratch[i] = Fma.fma(weight, delta, scratch[i]);
            scratch[i + LANES] += scratch[i + SET + LANES] + delta * delta * weight * (steps - added);
        }
    }

    private static void chunkLoop(long row, int steps, float[] scratch, int at) {
        for (int part = 0; part < LANES; part += PART.length()) {
            long first = (row & RawMemory.ADDRESS) + RawMemory.offset(part);
            FloatVector mean = FloatVector.zero(PART);
            FloatVector squares = mean;
            for (int j = 0; j < steps; j++) {
                FloatVector x =
                        FloatVector.fromMemorySegment(PART, RawMemory.ALL, first + j * STEP_BYTES, RawMemory.ORDER);
                FloatVector delta = x.sub(mean);
                mean = VectorMath.fma(delta, FloatVector.broadcast(PART, WEIGHTS[j]), mean);
                squares = VectorMath.fma(delta, x.sub(mean), squares);
            }
            mean.intoArray(scratch, at + part);
            squares.intoArray(scratch, at + LANES + part);
        }
    }
}
