package vtp.datasets;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Writes and commits a shard while the next one is being filled; one at a time, in order. */
final class ShardCommits implements AutoCloseable {
    private final Manifest manifest;
    private final ExtractionListener listener;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("extract-write").factory());
    private @Nullable Future<ShardRecord> pending;

    ShardCommits(Manifest manifest, ExtractionListener listener) {
        this.manifest = manifest;
        this.listener = listener;
    }

    /** Waits for the shard before this one, and begins with it; it is closed when that has ended. */
    void submit(ShardBuilder builder) throws IOException, InterruptedException {
        try {
            await();
        } catch (Throwable e) {
            builder.close();
            throw e;
        }
        pending = writer.submit(() -> {
            try (builder) {
                return builder.commit(manifest);
            }
        });
    }

    /** Waits until all are committed. */
    void await() throws IOException, InterruptedException {
        if (pending == null) {
            return;
        }
        try {
            ShardRecord record = pending.get();
            pending = null;
            listener.committed(record.shard(), record.rows());
        } catch (ExecutionException e) {
            pending = null;
            throw Pipeline.rethrown(e.getCause());
        }
    }

    /** Lets what has begun end; it is never interrupted, since that would close its files. */
    @Override
    public void close() {
        writer.close();
    }
}
