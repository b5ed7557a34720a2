package vtp.kernels;

import static vtp.kernels.VectorMath.HARDWARE_FMA;
import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * How many float32 operations a second the machine does at most: the measure that kernels are held to.
 *
 * <p>Every thread runs ten chains of multiply-adds in registers, at the width of vector that the kernels use. Ten, since two
 * such instructions of four cycles each may be under way at once, and with the two operands that all share they fit into 16
 * registers. A chain runs through the addend, as a sum of products does: a chain through a factor would need a copy of the addend at every
 * step, which costs a third of the speed. Where the CPU has no fused multiply-add, it is a multiplication and an addition, as in the kernels.
 *
 * <p>To be measured beside what is compared with it: clock rates depend on heat and on neighbours.
 */
public final class FmaPeak {
    private static final int CHAINS = 10;

    /** Steps of one call: some ten microseconds, so that even the interpreter, a thousand times slower, comes to an end. */
    private static final int STEPS = 4_000;

    private static final double OPERATIONS_PER_CALL = 2.0 * CHAINS * STEPS * SPECIES.length();

    /** What one thread does between two looks at the clock: about a millisecond. */
    private static final int CALLS = 80;

    /** The best of so many counts: a thread that slept may join some milliseconds late, and the others do its share meanwhile. */
    private static final int ROUNDS = 12;

    /** Until C2 has compiled the loop: a few hundred calls. */
    private static final long WARM_NANOS = 400_000_000;

    private final Workers workers;

    /** Where each chain begins: read from memory, since C2 boxes vectors that start a loop as constants. */
    private final float[] starts = new float[CHAINS * SPECIES.length()];

    /** @param workers the threads to measure together; remains the caller's */
    public FmaPeak(Workers workers) {
        this.workers = workers;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = 1 + i / 256f;
        }
        long end = System.nanoTime() + WARM_NANOS;
        while (System.nanoTime() < end) {
            round(1);
        }
    }

    /** Whether the CPU multiplies and adds in one instruction. */
    public static boolean isFused() {
        return HARDWARE_FMA;
    }

    /** Bits of a vector, as this JVM uses them. */
    public static int vectorBits() {
        return SPECIES.vectorBitSize();
    }

    /**
     * Measures for some ten milliseconds.
     *
     * @return operations a second of all threads together; a multiply-add counts as two
     */
    public double operationsPerSecond() {
        round(1); // wakes the threads
        double best = 0;
        for (int i = 0; i < ROUNDS; i++) {
            best = Math.max(best, round(CALLS));
        }
        return best;
    }

    private double round(int calls) {
        float[] sums = new float[workers.threads()];
        long begin = System.nanoTime();
        workers.run(sums.length, thread -> {
            float sum = 0;
            for (int i = 0; i < calls; i++) {
                sum += HARDWARE_FMA ? fused(starts, STEPS) : unfused(starts, STEPS);
            }
            sums[thread] = sum;
        });
        double nanos = System.nanoTime() - begin;
        for (float sum : sums) {
            if (!(sum > 0)) {
                throw new ArithmeticException("the chains came to " + sum + "; they are positive");
            }
        }
        return 1e9 * OPERATIONS_PER_CALL * calls * sums.length / nanos;
    }

    private static float fused(float[] starts, int steps) {
        FloatVector a = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector b = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector x0 = FloatVector.fromArray(SPECIES, starts, 0);
        FloatVector x1 = FloatVector.fromArray(SPECIES, starts, SPECIES.length());
        FloatVector x2 = FloatVector.fromArray(SPECIES, starts, 2 * SPECIES.length());
        FloatVector x3 = FloatVector.fromArray(SPECIES, starts, 3 * SPECIES.length());
        FloatVector x4 = FloatVector.fromArray(SPECIES, starts, 4 * SPECIES.length());
        FloatVector x5 = FloatVector.fromArray(SPECIES, starts, 5 * SPECIES.length());
        FloatVector x6 = FloatVector.fromArray(SPECIES, starts, 6 * SPECIES.length());
        FloatVector x7 = FloatVector.fromArray(SPECIES, starts, 7 * SPECIES.length());
        FloatVector x8 = FloatVector.fromArray(SPECIES, starts, 8 * SPECIES.length());
        FloatVector x9 = FloatVector.fromArray(SPECIES, starts, 9 * SPECIES.length());
        for (int i = 0; i < steps; i++) {
            x0 = a.fma(b, x0);
            x1 = a.fma(b, x1);
            x2 = a.fma(b, x2);
            x3 = a.fma(b, x3);
            x4 = a.fma(b, x4);
            x5 = a.fma(b, x5);
            x6 = a.fma(b, x6);
            x7 = a.fma(b, x7);
            x8 = a.fma(b, x8);
            x9 = a.fma(b, x9);
        }
        FloatVector sum = x0.add(x1)
                .add(x2)
                .add(x3)
                .add(x4)
                .add(x5)
                .add(x6)
                .add(x7)
                .add(x8)
                .add(x9);
        return sum.lane(0);
    }

    private static float unfused(float[] starts, int steps) {
        FloatVector a = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector b = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector x0 = FloatVector.fromArray(SPECIES, starts, 0);
        FloatVector x1 = FloatVector.fromArray(SPECIES, starts, SPECIES.length());
        FloatVector x2 = FloatVector.fromArray(SPECIES, starts, 2 * SPECIES.length());
        FloatVector x3 = FloatVector.fromArray(SPECIES, starts, 3 * SPECIES.length());
        FloatVector x4 = FloatVector.fromArray(SPECIES, starts, 4 * SPECIES.length());
        FloatVector x5 = FloatVector.fromArray(SPECIES, starts, 5 * SPECIES.length());
        FloatVector x6 = FloatVector.fromArray(SPECIES, starts, 6 * SPECIES.length());
        FloatVector x7 = FloatVector.fromArray(SPECIES, starts, 7 * SPECIES.length());
        FloatVector x8 = FloatVector.fromArray(SPECIES, starts, 8 * SPECIES.length());
        FloatVector x9 = FloatVector.fromArray(SPECIES, starts, 9 * SPECIES.length());
        for (int i = 0; i < steps; i++) {
            x0 = x0.mul(a).add(b);
            x1 = x1.mul(a).add(b);
            x2 = x2.mul(a).add(b);
            x3 = x3.mul(a).add(b);
            x4 = x4.mul(a).add(b);
            x5 = x5.mul(a).add(b);
            x6 = x6.mul(a).add(b);
            x7 = x7.mul(a).add(b);
            x8 = x8.mul(a).add(b);
            x9 = x9.mul(a).add(b);
        }
        FloatVector sum = x0.add(x1)
                .add(x2)
                .add(x3)
                .add(x4)
                .add(x5)
                .add(x6)
                .add(x7)
                .add(x8)
                .add(x9);
        return sum.lane(0);
    }
}
