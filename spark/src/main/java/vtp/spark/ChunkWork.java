package vtp.spark;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Dataset;
import vtp.datasets.Outcome;
import vtp.datasets.Pipeline;

/**
 * Computes the pictures of a chunk, as many at once as a task has processors.
 *
 * @param strict whether a bad picture fails the task
 */
record ChunkWork(Recipe recipe, DatasetChoice dataset, boolean strict) implements Serializable {

    Running start(Chunk chunk) throws IOException {
        Dataset.Cursor cursor = chunk.open(dataset);
        try {
            Pipeline pipeline =
                    new Pipeline(recipe.reader(), recipe.encoder(), recipe.dtype(), ExecutorModels.taskProcessors());
            pipeline.start(cursor);
            return new Running(chunk, cursor, pipeline, strict);
        } catch (Throwable e) {
            cursor.close();
            throw e;
        }
    }

    /** What comes of the pictures, in their order. */
    static final class Running implements PartFile.Source, AutoCloseable {
        private final Chunk chunk;
        private final Dataset.Cursor cursor;
        private final Pipeline pipeline;
        private final boolean strict;
        private final @Nullable TaskContext task = TaskContext.get();
        private int count;

        Running(Chunk chunk, Dataset.Cursor cursor, Pipeline pipeline, boolean strict) {
            this.chunk = chunk;
            this.cursor = cursor;
            this.pipeline = pipeline;
            this.strict = strict;
        }

        @Override
        public @Nullable Outcome next() throws IOException, InterruptedException {
            if (task != null && task.isInterrupted()) {
                throw new InterruptedException();
            }
            Outcome outcome = pipeline.next();
            if (outcome == null ? count < chunk.count() : ++count > chunk.count()) {
                throw new IOException("the data set has changed while it was being read: begin anew with --restart");
            }
            if (outcome != null && outcome.fault() != null && strict) {
                throw new IOException(outcome.item().name() + ": " + outcome.fault());
            }
            return outcome;
        }

        @Override
        public void close() throws IOException {
            pipeline.close();
            cursor.close();
        }
    }
}
