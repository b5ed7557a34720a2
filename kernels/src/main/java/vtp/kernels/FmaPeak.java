package vtp.kernels;

/**
 * How many float32 operations a second the machine does at most: the measure that kernels are held to.
 *
 * <p>Every thread runs chains of multiply-adds in registers, at the width of vector that the kernels use: twenty, since
 * four such instructions of four cycles each may begin at once; ten where there are but 16 registers, for two operands
 * that all share, and where no CPU begins more than two. A chain runs through the addend, as a sum of products does: a
 * chain through a factor would need a copy of the addend at every step, which costs a third of the speed. Where the CPU
 * has no fused multiply-add, it is a multiplication and an addition, as in the kernels.
 *
 * <p>Where {@link Kernels#create} makes kernels without vector code, the chains are of single values. Plain loops may
 * then do more than this "peak", as far as C2 makes vectors of them.
 *
 * <p>To be measured beside what is compared with it: clock rates depend on heat and on neighbours.
 *
 * @since 0.1.0
 */
public final class FmaPeak {
    /** Chains of a set: all that 16 registers hold. */
    static final int CHAINS = 10;

    /**
     * Steps of one call: some ten microseconds, so that even the interpreter, a thousand times slower, comes to an end.
     */
    private static final int STEPS = 4_000;

    /** What one thread does between two looks at the clock: about a millisecond. */
    private static final int CALLS = 80;

    /**
     * The best of so many counts: a thread that slept may join some milliseconds late, and the others do its share
     * meanwhile.
     */
    private static final int ROUNDS = 12;

    /** Until C2 has compiled the loop: a few hundred calls. */
    private static final long WARM_NANOS = 400_000_000;

    private final Workers workers;

    /** Where each chain begins: read from memory, since C2 boxes vectors that start a loop as constants. */
    private final float[] starts = new float[chains() * lanes()];

    /**
     * Warms the measurement up, for 0.4 s.
     *
     * @param workers the threads to measure together; remains the caller's
     */
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

    /** Returns whether the CPU multiplies and adds in one instruction. */
    public static boolean isFused() {
        return Fma.IN_HARDWARE;
    }

    /** Returns the bits of a vector, as the kernels of this JVM use them: 32, those of one value, if they use none. */
    public static int vectorBits() {
        return lanes() * Float.SIZE;
    }

    private static int chains() {
        return KernelsProvider.usesVectors() ? VectorChains.COUNT : CHAINS;
    }

    private static int lanes() {
        return KernelsProvider.usesVectors() ? VectorChains.LANES : 1;
    }

    /**
     * Measures for some ten milliseconds.
     *
     * @return operations a second of all threads together; a multiply-add counts as two
     * @throws ArithmeticException if the sums come out wrong
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
                sum += run();
            }
            sums[thread] = sum;
        });
        double nanos = System.nanoTime() - begin;
        for (float sum : sums) {
            if (!(sum > 0)) {
                throw new ArithmeticException("the chains came to " + sum + "; they are positive");
            }
        }
        double operations = 2.0 * STEPS * starts.length * calls * sums.length;
        return 1e9 * operations / nanos;
    }

    private float run() {
        if (!KernelsProvider.usesVectors()) {
            return single(starts, STEPS);
        }
        return VectorChains.run(starts, STEPS);
    }

    private static float single(float[] starts, int steps) {
        float x0 = starts[0];
        float x1 = starts[1];
        float x2 = starts[2];
        float x3 = starts[3];
        float x4 = starts[4];
        float x5 = starts[5];
        float x6 = starts[6];
        float x7 = starts[7];
        float x8 = starts[8];
        float x9 = starts[9];
        for (int i = 0; i < steps; i++) {
            x0 = Fma.fma(0.999f, 0.001f, x0);
            x1 = Fma.fma(0.999f, 0.001f, x1);
            x2 = Fma.fma(0.999f, 0.001f, x2);
            x3 = Fma.fma(0.999f, 0.001f, x3);
            x4 = Fma.fma(0.999f, 0.001f, x4);
            x5 = Fma.fma(0.999f, 0.001f, x5);
            x6 = Fma.fma(0.999f, 0.001f, x6);
            x7 = Fma.fma(0.999f, 0.001f, x7);
            x8 = Fma.fma(0.999f, 0.001f, x8);
            x9 = Fma.fma(0.999f, 0.001f, x9);
        }
        return x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9;
    }
}
