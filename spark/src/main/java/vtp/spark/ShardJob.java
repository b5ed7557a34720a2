package vtp.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionPlan;
import vtp.datasets.ShardTensor;
import vtp.datasets.SingleShard;
import vtp.datasets.SpreadExtraction;

/**
 * An extraction to the shards, manifest and statistics of {@code vtp extract}, with the same bytes. The driver lists
 * the pictures and joins manifests; pictures and latents never pass through it.
 */
final class ShardJob {
    private final JavaSparkContext spark;
    private final ChunkWork work;
    private final ExtractionPlan plan;
    private final List<ShardTensor> tensors;
    private final String out;
    private final RemoteFolder folder;
    private final SpreadExtraction spread;
    private final Path local;
    private final BeginningRecord beginning;

    /**
     * An extraction, nothing of which is done yet.
     *
     * @param local an empty folder of this machine
     */
    ShardJob(
            JavaSparkContext spark,
            ChunkWork work,
            ExtractionPlan plan,
            List<ShardTensor> tensors,
            String out,
            Path local)
            throws IOException {
        this.spark = spark;
        this.work = work;
        this.plan = plan;
        this.tensors = tensors;
        this.out = out;
        this.folder = new RemoteFolder(out, spark.hadoopConfiguration());
        this.local = local;
        this.beginning = new BeginningRecord(folder, local, ShardLayout.BEGUN, ShardLayout.PICTURES, ".safetensors");
        this.spread = new SpreadExtraction(work.dataset().open(), plan, local, folder.toString());
    }

    /**
     * Runs to the end, or goes on with what a run before has left.
     *
     * @param taskSize pictures of a task
     * @throws IOException if the folder holds something else, or cannot be written
     */
    Extraction.Summary run(int taskSize, boolean restart) throws IOException {
        if (restart) {
            forget();
        }
        if (folder.exists(ShardLayout.MANIFEST)) {
            return finished();
        }
        SpreadExtraction.Begun begun = beginning.begin(spread);
        List<Integer> committed = committed();
        long total = begun.survey().count();
        List<Chunk> chunks =
                new ChunkPlan(total, plan.shardSize(), taskSize).chunks(begun.pictures(), committed::contains);
        if (!chunks.isEmpty()) {
            prepare(chunks);
            spark.parallelize(chunks, chunks.size())
                    .foreachPartition(
                            new ShardTask(work, out, new SerializableConfiguration(spark.hadoopConfiguration())));
        }
        return finish(begun.shards());
    }

    private void forget() throws IOException {
        for (String name :
                List.of(ShardLayout.WORK, ShardLayout.MANIFEST, ShardLayout.PICTURES, ShardLayout.STATISTICS)) {
            folder.delete(name);
        }
        for (ShardTensor tensor : tensors) {
            for (String file : folder.list(tensor.folder())) {
                if (file.matches("[a-z-]+_rank\\d+_shard\\d+\\.safetensors")) {
                    folder.delete(tensor.folder().isEmpty() ? file : tensor.folder() + "/" + file);
                }
            }
        }
    }

    /** Returns what an earlier run has made, if it is what is asked for and all its files are there. */
    private Extraction.Summary finished() throws IOException {
        beginning.download(ShardLayout.MANIFEST);
        spread.begin();
        for (Map.Entry<String, Long> file : spread.files().entrySet()) {
            if (folder.size(file.getKey()) != file.getValue()) {
                throw new IOException(folder + "/" + file.getKey() + ": is missing, or not as it was written; make it"
                        + " again with \"vtp extract\" and the same options, or all with --restart");
            }
        }
        folder.delete(ShardLayout.WORK);
        return spread.finish(List.of());
    }

    /** The shards whose files are there, in their lengths. The others' are made again. */
    private List<Integer> committed() throws IOException {
        List<Integer> shards = new ArrayList<>();
        for (String name : folder.list(ShardLayout.COMMITTED)) {
            Path lines = local.resolve(name);
            folder.download(ShardLayout.COMMITTED + "/" + name, lines);
            boolean whole = true;
            for (Map.Entry<String, Long> file : SingleShard.files(lines).entrySet()) {
                whole &= folder.size(file.getKey()) == file.getValue();
            }
            if (whole) {
                shards.add(Integer.valueOf(name));
            } else {
                folder.delete(ShardLayout.COMMITTED + "/" + name);
            }
            Files.delete(lines);
        }
        return shards;
    }

    private void prepare(List<Chunk> chunks) throws IOException {
        List<String> folders = new ArrayList<>(List.of(ShardLayout.COMMITTED));
        tensors.stream().map(ShardTensor::folder).distinct().forEach(folders::add);
        chunks.stream()
                .map(chunk -> ShardLayout.parts(chunk.shard()))
                .distinct()
                .forEach(folders::add);
        folder.create(folders.toArray(String[]::new));
    }

    private Extraction.Summary finish(int shards) throws IOException {
        List<Path> lines = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            Path of = local.resolve("lines" + shard);
            folder.download(ShardLayout.committed(shard), of);
            lines.add(of);
        }
        Extraction.Summary summary = spread.finish(lines);
        if (Files.exists(local.resolve(ShardLayout.STATISTICS))) {
            folder.upload(local.resolve(ShardLayout.STATISTICS), ShardLayout.STATISTICS);
        }
        folder.upload(local.resolve(ShardLayout.MANIFEST), ShardLayout.MANIFEST);
        folder.delete(ShardLayout.WORK);
        return summary;
    }
}
