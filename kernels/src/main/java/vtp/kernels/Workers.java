package vtp.kernels;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A fixed crew of threads that share the items of one job at a time.
 *
 * <p>The layers of a network follow each other every few hundred microseconds, too fast to park and unpark a thread
 * between them: helpers spin for a moment before they park. The calling thread always works too, so a job never waits
 * for the crew; while the crew is busy with another caller's job, {@link #run} does all items on the calling thread.
 *
 * @since 0.1.0
 */
public final class Workers implements AutoCloseable {

    private static final long SPIN_NANOS = 200_000;

    /** How long a caller sleeps at a time for a helper that the system has put aside in the middle of an item. */
    private static final long LATE_HELPER_NANOS = 50_000;

    private final Thread[] helpers;
    private final Job job;
    private final AtomicBoolean busy = new AtomicBoolean();
    private WorkClock clock = WorkClock.OFF; // set before a job whose helpers are to see it
    private volatile int jobs;
    private volatile boolean closed;

    /**
     * Starts the threads.
     *
     * @param threads how many work at once, the caller included; at least 1
     * @throws IllegalArgumentException if {@code threads} is less than 1
     * @throws OutOfMemoryError if the system has not so many threads; none of them is left then
     */
    public Workers(int threads) {
        this(threads, Thread::start);
    }

    /** @param starter starts a thread */
    Workers(int threads, Consumer<Thread> starter) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
        }
        helpers = new Thread[threads - 1];
        job = new Job(threads);
        for (int i = 0; i < helpers.length; i++) {
            int thread = i + 1;
            helpers[i] =
                    Thread.ofPlatform().daemon().name("vtp-worker-" + thread).unstarted(() -> help(thread));
        }
        try {
            for (Thread helper : helpers) {
                starter.accept(helper);
            }
        } catch (Throwable e) {
            close(); // to unpark a thread that was not started does nothing
            throw e;
        }
    }

    /** Returns what says how long the threads have worked; it stands still until {@link #startClock}. */
    WorkClock clock() {
        return clock;
    }

    /** Has the threads timed from now on; no job may be under way. */
    WorkClock startClock() {
        clock = WorkClock.started();
        return clock;
    }

    /** Returns how many threads work at once, the caller included. */
    public int threads() {
        return helpers.length + 1;
    }

    /**
     * Calls {@code body} once for each of 0 … items − 1, in any order, on several threads, and returns when all are
     * done. What the body refers to stays reachable until then, as memory that is worked on by its address must. An
     * interrupt of the calling thread is left to the body: the thread is still interrupted when this returns.
     *
     * <p>What the body throws keeps no other item from being worked on. The first of all that it has thrown is thrown
     * here at the end, with the others as its {@linkplain Throwable#getSuppressed suppressed} ones.
     */
    public void run(int items, IntConsumer body) {
        try {
            if (items > 1 && helpers.length > 0 && busy.compareAndSet(false, true)) {
                share(items, body);
            } else {
                Failures failures = new Failures();
                long since = clock.now();
                for (int i = 0; i < items; i++) {
                    failures.collectFrom(body, i);
                    since = clock.worked(since);
                }
                failures.throwFirst();
            }
        } finally {
            Reference.reachabilityFence(body);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the caller that holds busy writes it
    private void share(int items, IntConsumer body) {
        try {
            job.begin(items, body, clock);
            jobs++;
            for (int i = 0; i < Math.min(helpers.length, items - 1); i++) {
                LockSupport.unpark(helpers[i]);
            }
            job.work(0);
            job.end();
        } finally {
            busy.set(false);
        }
    }

    private void help(int thread) {
        int last = 0;
        long idleSince = System.nanoTime();
        while (!closed) {
            if (jobs != last) {
                last = jobs;
                job.work(thread);
                idleSince = System.nanoTime();
            } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                Thread.interrupted(); // an interrupted thread would not park again
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
     * Items are shared out in as many ranges as there are threads, and a thread takes those of its own range first: the
     * same part of every job, whose data it still has in its cache. Then it helps the others.
     *
     * <p>There is one of these, used for one job after the other, so that a job allocates nothing. A thread that is
     * late may look for items when their job has ended and the next begun; then it works on that. For a range is one
     * long, the next item in its lower half and the end in its upper: who takes an item gets the end that belongs to
     * it, and sees the body that was set before.
     */
    private static final class Job {

        /** Longs of a cache line of 128 bytes, as Apple's CPUs have them: ranges do not share one. */
        private static final int LINE = 16;

        private final int threads;
        private final AtomicLongArray ranges;
        private final AtomicInteger open = new AtomicInteger();
        private IntConsumer body = Job::nothing;
        private WorkClock clock = WorkClock.OFF;
        private final Failures failures = new Failures();

        Job(int threads) {
            this.threads = threads;
            ranges = new AtomicLongArray(threads * LINE);
        }

        void begin(int items, IntConsumer body, WorkClock clock) {
            this.body = body;
            this.clock = clock;
            failures.clear();
            open.set(items);
            for (int t = 0; t < threads; t++) {
                long next = (long) items * t / threads;
                long end = (long) items * (t + 1) / threads;
                ranges.set(t * LINE, end << Integer.SIZE | next);
            }
        }

        void work(int thread) {
            for (int i = 0; i < threads; i++) {
                takeFrom((thread + i) % threads * LINE);
            }
        }

        private void takeFrom(int range) {
            long since = clock.now();
            for (long taken = ranges.getAndIncrement(range); item(taken) < end(taken); ) {
                failures.collectFrom(body, item(taken));
                since = clock.worked(since);
                open.getAndDecrement();
                taken = ranges.getAndIncrement(range);
            }
        }

        private static void nothing(int item) {}

        private static int item(long range) {
            return (int) range;
        }

        private static int end(long range) {
            return (int) (range >>> Integer.SIZE);
        }

        /** Waits until all items are done, and throws what one of them threw. */
        void end() {
            long waitingSince = System.nanoTime(); // how long a spin takes differs by a factor of twenty among CPUs
            while (open.get() > 0) {
                if (System.nanoTime() - waitingSince < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(this, LATE_HELPER_NANOS);
                }
            }
            body = Job::nothing; // what it refers to need not be kept
            failures.throwFirst();
        }
    }
}
