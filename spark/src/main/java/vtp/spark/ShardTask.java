package vtp.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.SerializableConfiguration;
import vtp.datasets.SingleShard;

/**
 * What a task of an extraction to shards does: it computes its pictures and leaves the result as a part of their shard,
 * and if then all parts are there, it makes the shard of them. No task waits for another, and a task may be run again,
 * at the same time too: it writes the same bytes, and what is done it does not do again.
 */
final class ShardTask implements VoidFunction<Iterator<Chunk>> {
    @Serial
    private static final long serialVersionUID = 1;

    private final ChunkWork work;
    private final String out;
    private final SerializableConfiguration configuration;

    ShardTask(ChunkWork work, String out, SerializableConfiguration configuration) {
        this.work = work;
        this.out = out;
        this.configuration = configuration;
    }

    @Override
    public void call(Iterator<Chunk> chunks) throws IOException {
        RemoteFolder folder = new RemoteFolder(out, configuration.value());
        while (chunks.hasNext()) {
            run(chunks.next(), folder);
        }
    }

    private void run(Chunk chunk, RemoteFolder folder) throws IOException {
        if (folder.exists(ShardLayout.committed(chunk.shard()))) {
            return;
        }
        String part = ShardLayout.part(chunk.shard(), chunk.part());
        if (!folder.exists(part)) {
            try (ChunkWork.Running running = work.start(chunk)) {
                folder.write(part, stream -> PartFile.write(stream, running));
            }
        }
        if (folder.list(ShardLayout.parts(chunk.shard())).size() == chunk.parts()) {
            join(chunk, folder);
        }
    }

    private void join(Chunk chunk, RemoteFolder folder) throws IOException {
        Path local = Files.createTempDirectory(Path.of(SparkFiles.getRootDirectory()), "vtp-shard");
        try {
            join(chunk, folder, local);
        } catch (FileNotFoundException e) {
            if (!folder.exists(ShardLayout.committed(chunk.shard()))) {
                throw e;
            }
            // Another task has joined them meanwhile.
        } finally {
            LocalFiles.delete(local);
        }
        folder.delete(ShardLayout.parts(chunk.shard()));
    }

    private void join(Chunk chunk, RemoteFolder folder, Path local) throws IOException {
        Recipe recipe = work.recipe();
        try (SingleShard shard = new SingleShard(
                local, recipe.shardPlan(), chunk.shard(), recipe.encoder().tensors())) {
            for (int part = 0; part < chunk.parts(); part++) {
                String name = ShardLayout.part(chunk.shard(), part);
                try (InputStream in = folder.open(name)) {
                    PartFile.read(in, folder + "/" + name, shard::add);
                }
            }
            Path lines = local.resolve("lines");
            for (String file : shard.write(lines)) {
                folder.upload(local.resolve(file), file);
            }
            folder.upload(lines, ShardLayout.committed(chunk.shard()));
        }
    }
}
