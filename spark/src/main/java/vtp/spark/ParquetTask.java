package vtp.spark;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What a task of an extraction to Parquet does: it computes its pictures and writes them to a file. A file that is
 * there is whole, and not made again; a task that is run twice writes the same bytes.
 */
final class ParquetTask implements VoidFunction<Iterator<Chunk>> {
    @Serial
    private static final long serialVersionUID = 1;

    private final ChunkWork work;
    private final String out;
    private final SerializableConfiguration configuration;

    ParquetTask(ChunkWork work, String out, SerializableConfiguration configuration) {
        this.work = work;
        this.out = out;
        this.configuration = configuration;
    }

    /** The name of the file of a chunk, by its number. */
    static String file(int number) {
        return String.format(Locale.ROOT, "part-%06d.parquet", number);
    }

    @Override
    public void call(Iterator<Chunk> chunks) throws IOException, InterruptedException {
        RemoteFolder folder = new RemoteFolder(out, configuration.value());
        while (chunks.hasNext()) {
            Chunk chunk = chunks.next();
            if (!folder.exists(file(chunk.shard()))) {
                write(chunk, folder);
            }
        }
    }

    private void write(Chunk chunk, RemoteFolder folder) throws IOException, InterruptedException {
        Path local = Files.createTempDirectory(Path.of(SparkFiles.getRootDirectory()), "vtp-rows");
        try (ChunkWork.Running running = work.start(chunk)) {
            Recipe recipe = work.recipe();
            Path file = local.resolve("rows");
            OutcomeParquet.write(
                    file, recipe.encoder().tensors(), recipe.options().sha256(), running);
            folder.upload(file, file(chunk.shard()));
        } finally {
            LocalFiles.delete(local);
        }
    }
}
