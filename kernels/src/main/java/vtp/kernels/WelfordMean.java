package vtp.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The mean of a row as PyTorch's layer norm computes it, to the bit where there is a hardware multiply-add.
 *
 * <p>Where a row's mean is far larger than its deviation, the rounding of the mean is what the result shows most: a mean of −5 is known to
 * 5·10⁻⁷, which is 5·10⁻⁴ of a deviation of 10⁻³. To have the reference's numbers there, one must round as it does: running means
 * (Welford, Technometrics 4, 1962, 419–420) of 8 interleaved lanes over 16 steps each, these joined pairwise (Chan, Golub and LeVeque, 1979),
 * then the lanes one by one after what is left over.
 */
final class WelfordMean {

    /** Two sets of lanes, and one more for each halving of the longest row there can be. */
    static final int SCRATCH_LENGTH = 256;

    private static final int LANES = 8;
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

    private WelfordMean() {}

    /** @param scratch of {@link #SCRATCH_LENGTH} */
    static float of(MemorySegment data, long offsetBytes, int count, float[] scratch) {
        int steps = count / LANES;
        float mean = 0;
        int seen = 0;
        for (int i = steps * LANES; i < count; i++) {
            float x = data.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offsetBytes + (long) i * Float.BYTES);
            seen++;
            mean += (x - mean) / seen;
        }
        if (steps > 0) {
            join(data, offsetBytes, steps, scratch, 0);
            for (int lane = 0; lane < LANES; lane++) {
                seen += steps;
                mean = VectorMath.fma((float) steps / seen, scratch[lane] - mean, mean);
            }
        }
        return mean;
    }

    private static int chunks(int steps) {
        return (steps + CHUNK_STEPS - 1) / CHUNK_STEPS;
    }

    /**
     * Leaves the lanes' means of {@code steps} steps at {@code scratch[at]}. Chunks are joined like the digits of a binary counter: a
     * power of two of them is two halves, any other number a power of two and the rest, to which it is joined.
     */
    private static void join(MemorySegment data, long offsetBytes, int steps, float[] scratch, int at) {
        int chunks = chunks(steps);
        if (chunks == 1) {
            chunk(data, offsetBytes, steps, scratch, at);
            return;
        }
        int power = Integer.highestOneBit(chunks);
        boolean halves = power == chunks;
        int firstSteps = (halves ? power / 2 : power) * CHUNK_STEPS;
        int secondSteps = steps - firstSteps;
        long second = offsetBytes + (long) firstSteps * LANES * Float.BYTES;
        join(data, halves ? offsetBytes : second, halves ? firstSteps : secondSteps, scratch, at);
        join(data, halves ? second : offsetBytes, halves ? secondSteps : firstSteps, scratch, at + LANES);
        float weight = (float) (halves ? secondSteps : firstSteps) / steps;
        for (int i = at; i < at + LANES; i++) {
            scratch[i] = VectorMath.fma(weight, scratch[i + LANES] - scratch[i], scratch[i]);
        }
    }

    private static void chunk(MemorySegment data, long offsetBytes, int steps, float[] scratch, int at) {
        for (int part = 0; part < LANES; part += PART.length()) {
            FloatVector mean = FloatVector.zero(PART);
            for (int j = 0; j < steps; j++) {
                long offset = offsetBytes + ((long) j * LANES + part) * Float.BYTES;
                FloatVector x = FloatVector.fromMemorySegment(PART, data, offset, ByteOrder.LITTLE_ENDIAN);
                mean = VectorMath.fma(x.sub(mean), FloatVector.broadcast(PART, WEIGHTS[j]), mean);
            }
            mean.intoArray(scratch, at + part);
        }
    }
}
