package vtp.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Dataset;
import vtp.datasets.Item;
import vtp.datasets.Omissions;
import vtp.datasets.Outcome;
import vtp.datasets.Pipeline;

/** The results of the pictures of a partition, in their order, some of which are computed ahead. */
final class RowOutcomes implements Iterator<Row> {
    private final Pipeline pipeline;
    private final int tensors;
    private final String modelSum;
    private @Nullable Outcome next;

    /** @param pictures path, content and label */
    RowOutcomes(Recipe recipe, Iterator<Row> pictures) throws IOException {
        pipeline = new Pipeline(recipe.reader(), recipe.encoder(), recipe.dtype(), ExecutorModels.taskProcessors());
        tensors = recipe.encoder().tensors().size();
        modelSum = recipe.options().sha256();
        TaskCompletionListener closing = task -> pipeline.close();
        TaskContext.get().addTaskCompletionListener(closing);
        pipeline.start(new Rows(pictures));
        advance();
    }

    private void advance() {
        try {
            next = pipeline.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the task was cancelled", e);
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Row next() {
        Outcome outcome = next;
        if (outcome == null) {
            throw new NoSuchElementException();
        }
        advance();
        @Nullable Object[] columns = new Object[tensors + 4];
        columns[0] = outcome.item().name();
        columns[1] = outcome.item().label();
        List<float[]> rows = outcome.rows();
        for (int t = 0; rows != null && t < tensors; t++) {
            columns[2 + t] = rows.get(t);
        }
        columns[tensors + 2] = outcome.fault();
        columns[tensors + 3] = modelSum;
        return RowFactory.create(columns);
    }

    /** The rows of a partition as pictures. */
    private record Rows(Iterator<Row> rows) implements Dataset.Cursor {
        @Override
        public @Nullable Item next() {
            if (!rows.hasNext()) {
                return null;
            }
            Row row = rows.next();
            byte[] bytes = row.isNullAt(1) ? new byte[0] : (byte[]) row.get(1);
            String path = row.isNullAt(0) ? "" : row.getString(0);
            return new Item(path, row.isNullAt(2) ? 0 : row.getLong(2), () -> bytes);
        }

        @Override
        public Omissions omissions() {
            return new Omissions();
        }

        @Override
        public void close() {}
    }
}
