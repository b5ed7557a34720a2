package vtp.kernels;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed crew of threads that share the items of one job at a time.
 *
 * <p>The layers of a network follow each other every few hundred microseconds, too fast to park and unpark a thread between them:
 * helpers spin for a moment before they park. The calling thread always works too, so a job never waits for the crew; while the crew
 * is busy with another caller's job, {@link #run} does all items on the calling thread.
 */
public final class Workers implements AutoCloseable {

    private static final long SPIN_NANOS = 200_000;

    /** Ints of a cache line: counters of different threads do not share one. */
    private static final int LINE = 16;

    /** How long a caller sleeps at a time for a helper that the system has put aside in the middle of an item. */
    private static final long LATE_HELPER_NANOS = 50_000;

    private final Thread[] helpers;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Job current;
    private volatile boolean closed;

    /** @param threads how many threads work at once, the caller included; at least 1 */
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
        }
        helpers = new Thread[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            int thread = i + 1;
            helpers[i] =
                    Thread.ofPlatform().daemon().name("vtp-worker-" + thread).unstarted(() -> help(thread));
            helpers[i].start();
        }
    }

    /** How many threads work at once, the caller included. */
    public int threads() {
        return helpers.length + 1;
    }

    /**
     * Calls {@code body} once for each of 0 … items − 1, in any order, on several threads, and returns when all are done. What the
     * body throws first is thrown here, after the other items have ended. What the body refers to stays reachable until then, as memory that is
     * worked on by its address must.
     */
    public void run(int items, IntConsumer body) {
        try {
            if (items > 1 && helpers.length > 0 && busy.compareAndSet(false, true)) {
                share(items, body);
            } else {
                for (int i = 0; i < items; i++) {
                    body.accept(i);
                }
            }
        } finally {
            Reference.reachabilityFence(body);
        }
    }

    private void share(int items, IntConsumer body) {
        Job job = new Job(items, threads(), body);
        try {
            current = job;
            for (int i = 0; i < Math.min(helpers.length, items - 1); i++) {
                LockSupport.unpark(helpers[i]);
            }
            job.work(0);
            job.awaitEnd();
        } finally {
            current = null;
            busy.set(false);
        }
        job.rethrow();
    }

    private void help(int thread) {
        Job last = null;
        long idleSince = System.nanoTime();
        while (!closed) {
            Job job = current;
            if (job != null && job != last) {
                job.work(thread);
                last = job;
                idleSince = System.nanoTime();
            } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                last = null;
                LockSupport.park(this);
                idleSince = System.nanoTime();
            }
        }
    }

    /** Ends the helper threads; a job that runs meanwhile is finished by its caller. */
    @Override
    public void close() {
        closed = true;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    /**
     * Items are shared out in as many ranges as there are threads, and a thread takes those of its own range first: the same part of every job, whose
     * data it still has in its cache. Then it helps the others.
     */
    private static final class Job {
        private final IntConsumer body;
        private final AtomicIntegerArray next;
        private final int[] ends;
        private final AtomicInteger open;
        private volatile @Nullable Throwable failure;

        Job(int items, int threads, IntConsumer body) {
            this.body = body;
            ends = new int[threads];
            next = new AtomicIntegerArray(threads * LINE);
            for (int t = 0; t < threads; t++) {
                next.setPlain(t * LINE, (int) ((long) items * t / threads));
                ends[t] = (int) ((long) items * (t + 1) / threads);
            }
            open = new AtomicInteger(items);
        }

        void work(int thread) {
            for (int i = 0; i < ends.length; i++) {
                int range = (thread + i) % ends.length;
                work(range * LINE, ends[range]);
            }
        }

        private void work(int counter, int end) {
            for (int i = next.getAndIncrement(counter); i < end; i = next.getAndIncrement(counter)) {
                try {
                    body.accept(i);
                } catch (Throwable t) {
                    failure = t;
                } finally {
                    open.getAndDecrement();
                }
            }
        }

        void awaitEnd() {
            for (int spins = 0; open.get() > 0; spins++) {
                if (spins < 10_000) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(this, LATE_HELPER_NANOS);
                }
            }
        }

        void rethrow() {
            Throwable t = failure;
            if (t instanceof Error e) {
                throw e;
            }
            if (t instanceof RuntimeException e) {
                throw e;
            }
        }
    }
}
