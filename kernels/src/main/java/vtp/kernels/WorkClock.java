package vtp.kernels;

import java.util.concurrent.atomic.LongAdder;

/**
 * Adds up how long threads have worked, and how much of that they have packed, if anybody wants to know: then it looks
 * at the system's clock after every item, else never.
 */
final class WorkClock {

    /** Counts nothing. */
    static final WorkClock OFF = new WorkClock(false);

    private final boolean runs;
    private final LongAdder worked = new LongAdder();
    private final LongAdder packed = new LongAdder();

    private WorkClock(boolean runs) {
        this.runs = runs;
    }

    /** Returns one that runs. */
    static WorkClock started() {
        return new WorkClock(true);
    }

    /** Returns the time, in nanoseconds from some moment on. */
    long now() {
        return runs ? System.nanoTime() : 0;
    }

    /** Counts the time since {@code since} as work, and returns the time. */
    long worked(long since) {
        return add(worked, since);
    }

    /** Counts the time since {@code since}, which is part of an item's, as packing, and returns the time. */
    long packed(long since) {
        return add(packed, since);
    }

    private long add(LongAdder sum, long since) {
        long now = now();
        if (runs) {
            sum.add(now - since);
        }
        return now;
    }

    /** Returns the nanoseconds that all threads together have worked. */
    long workedNanos() {
        return worked.sum();
    }

    /** Returns the nanoseconds that all threads together have packed. */
    long packedNanos() {
        return packed.sum();
    }
}
