package vtp.datasets;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import vtp.engine.image.PictureReader;
import vtp.loader.Dtype;

/**
 * Walks a data set, reads its pictures, and encodes them, all at the same time, and hands the results on in the order
 * of the data set. How much is on its way at once is bounded: a few pictures a thread, and some megabytes of files.
 *
 * <p>A picture is decoded, prepared and encoded by one thread, and as many pictures are worked on as there are threads:
 * that keeps processors busy where threads sharing a picture would wait for each other.
 *
 * @since 0.1.0
 */
public final class Pipeline implements AutoCloseable {
    private static final int READERS = 8;
    private static final int AHEAD_PER_THREAD = 4;
    /** What may be read and not decoded yet, beside what the readers hold. */
    private static final int READ_AHEAD_KILOBYTES = 64 << 10;

    private final PictureWork work;
    private final ExecutorService walker = Executors.newSingleThreadExecutor(daemons("walk"));
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, daemons("read"));
    private final ExecutorService workers;
    private final Semaphore readAhead = new Semaphore(READ_AHEAD_KILOBYTES);
    /** Null marks the end. */
    private final BlockingQueue<CompletableFuture<@Nullable Outcome>> queue;

    /**
     * A pipeline, not started yet.
     *
     * @param threads how many pictures are worked on at once
     */
    public Pipeline(PictureReader reader, PictureEncoder encoder, int threads) {
        this(reader, encoder, Dtype.F32, threads);
    }

    /**
     * A pipeline, not started yet, for numbers that will be stored.
     *
     * @param dtype as what: a picture whose numbers it has no room for fails
     * @param threads how many pictures are worked on at once
     */
    public Pipeline(PictureReader reader, PictureEncoder encoder, Dtype dtype, int threads) {
        this(new PictureWork(reader, encoder, dtype), threads);
    }

    private Pipeline(PictureWork work, int threads) {
        this.work = work;
        this.workers = Executors.newFixedThreadPool(threads, daemons("encode"));
        this.queue = new ArrayBlockingQueue<>(threads * AHEAD_PER_THREAD + READERS);
    }

    private static ThreadFactory daemons(String what) {
        return Thread.ofPlatform().daemon().name("extract-" + what + "-", 0).factory();
    }

    /**
     * Begins with all items.
     *
     * @param cursor is used by another thread from now on, until this is closed
     */
    public void start(Dataset.Cursor cursor) {
        start(cursor, 0, 1, 0);
    }

    /**
     * Begins with some items.
     *
     * @param cursor is used by another thread from now on, until this is closed
     * @param rank of {@code world}: which items are taken
     * @param skipped how many of them are passed over
     */
    void start(Dataset.Cursor cursor, int rank, int world, long skipped) {
        walker.execute(() -> {
            try {
                walk(cursor, rank, world, skipped);
                queue.put(CompletableFuture.completedFuture(null));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Throwable e) {
                failed(e);
            }
        });
    }

    private void failed(Throwable e) {
        try {
            queue.put(CompletableFuture.failedFuture(e));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void walk(Dataset.Cursor cursor, int rank, int world, long skipped)
            throws IOException, InterruptedException {
        long index = 0;
        long first = rank + skipped * world;
        for (Item item = cursor.next(); item != null; item = cursor.next()) {
            if (index >= first && index % world == rank) {
                Item taken = item;
                long position = index;
                queue.put(CompletableFuture.supplyAsync(() -> load(taken, position), readers)
                        .thenApplyAsync(this::encode, workers));
            }
            index++;
        }
    }

    private PictureWork.Loaded load(Item item, long index) {
        PictureWork.Loaded loaded = PictureWork.load(item, index);
        readAhead.acquireUninterruptibly(kilobytes(loaded));
        return loaded;
    }

    private @Nullable Outcome encode(PictureWork.Loaded loaded) {
        readAhead.release(kilobytes(loaded));
        return work.encode(loaded);
    }

    private static int kilobytes(PictureWork.Loaded loaded) {
        return loaded.bytes() == null ? 0 : Math.min(loaded.bytes().length >> 10, READ_AHEAD_KILOBYTES);
    }

    /**
     * Waits for the next outcome; null after the last.
     *
     * @throws IOException if the data set cannot be read on
     */
    public @Nullable Outcome next() throws IOException, InterruptedException {
        try {
            return queue.take().get();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** Throws what a thread ended with; if it cannot be thrown here, returns what to throw. */
    static IOException rethrown(@Nullable Throwable cause) throws IOException {
        Throwable reason = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        if (reason instanceof IOException io) {
            throw io;
        }
        if (reason instanceof RuntimeException fault) {
            throw fault;
        }
        if (reason instanceof Error error) {
            throw error;
        }
        return new IOException(reason);
    }

    /** Stops all that goes on, and waits until no thread is busy any more. */
    @Override
    public void close() {
        walker.shutdownNow();
        readers.shutdownNow();
        readAhead.release(READ_AHEAD_KILOBYTES); // whoever waits for room
        queue.clear();
        workers.shutdownNow();
        boolean interrupted = false;
        for (ExecutorService executor : new ExecutorService[] {walker, readers, workers}) {
            while (!executor.isTerminated()) {
                try {
                    executor.awaitTermination(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
