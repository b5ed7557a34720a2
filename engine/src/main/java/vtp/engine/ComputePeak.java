package vtp.engine;

import vtp.kernels.FmaPeak;
import vtp.kernels.Workers;

/**
 * What this machine computes at most: multiply-adds in registers, on so many threads, at the width of vector that the
 * engine uses. A model's speed divided by it is the share of the machine that the model uses.
 *
 * <p>To be measured beside what is compared with it: clock rates depend on heat and on neighbours.
 *
 * @since 0.1.0
 */
public final class ComputePeak implements AutoCloseable {
    private final Workers workers;
    private final FmaPeak peak;

    /**
     * Starts the threads, and takes half a second until the JVM has compiled the measurement.
     *
     * @param threads how many, at least 1
     */
    public ComputePeak(int threads) {
        workers = new Workers(threads);
        try {
            peak = new FmaPeak(workers);
        } catch (Throwable e) {
            workers.close();
            throw e;
        }
    }

    /** Whether the CPU multiplies and adds in one instruction. */
    public static boolean isFused() {
        return FmaPeak.isFused();
    }

    /** Bits of a vector, as the engine uses them in this JVM; 32 without the Vector API. */
    public static int vectorBits() {
        return FmaPeak.vectorBits();
    }

    /**
     * Measures for some ten milliseconds.
     *
     * @return float32 operations a second of all threads together; a multiply-add counts as two
     */
    public double operationsPerSecond() {
        return peak.operationsPerSecond();
    }

    @Override
    public void close() {
        workers.close();
    }
}
