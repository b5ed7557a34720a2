package vtp.cli.console;

import java.util.function.LongSupplier;

/**
 * Keeps a long run's heap small. Pictures that are being worked on outlive the young generation, and the serial
 * collector, which the program runs with, looks for dead ones among the old only when half the machine's memory is
 * full of them. So it is told to whenever there may be {@value #FEWEST_MEGABYTES} MB of them, or half as much as what
 * lives, if that is more: each time costs as much as there is alive.
 */
public final class GarbageLimit {
    private static final int FEWEST_MEGABYTES = 48;

    private final LongSupplier usedBytes;
    private final Runnable collection;
    private long limitBytes;

    /** For the heap of this program. */
    public GarbageLimit() {
        this(() -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(), System::gc);
    }

    GarbageLimit(LongSupplier usedBytes, Runnable collection) {
        this.usedBytes = usedBytes;
        this.collection = collection;
        this.limitBytes = after(usedBytes.getAsLong());
    }

    private static long after(long usedBytes) {
        return usedBytes + Math.max((long) FEWEST_MEGABYTES << 20, usedBytes / 2);
    }

    /** Collects, if there may be too much: to be called after each input, or now and then. */
    public void check() {
        if (usedBytes.getAsLong() > limitBytes) {
            collection.run();
            limitBytes = after(usedBytes.getAsLong());
        }
    }
}
