package vtp.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionPlan;
import vtp.datasets.SpreadExtraction;

/** An extraction to a folder of Parquet files, a file for each task, which any engine reads as one table. */
final class ParquetJob {
    /** Spark passes over names that begin so. */
    private static final String BEGUN = "_vtp/" + ShardLayout.MANIFEST;

    private static final String PICTURES = "_vtp/" + ShardLayout.PICTURES;
    private static final String ENDED = "_SUCCESS";

    private final SparkSession session;
    private final ChunkWork work;
    private final ExtractionPlan plan;
    private final String out;
    private final RemoteFolder folder;
    private final Path local;

    /**
     * An extraction, nothing of which is done yet.
     *
     * @param plan with as many pictures a shard as a file is to have rows
     * @param local an empty folder of this machine
     */
    ParquetJob(SparkSession session, ChunkWork work, ExtractionPlan plan, String out, Path local) throws IOException {
        this.session = session;
        this.work = work;
        this.plan = plan;
        this.out = out;
        this.folder = new RemoteFolder(out, session.sparkContext().hadoopConfiguration());
        this.local = local;
    }

    /**
     * Runs to the end, or goes on with what a run before has left.
     *
     * @throws IOException if the folder holds something else, or cannot be written
     */
    Extraction.Summary run(boolean restart) throws IOException {
        if (restart) {
            forget();
        }
        SpreadExtraction spread = new SpreadExtraction(work.dataset().open(), plan, local, folder.toString());
        SpreadExtraction.Begun begun = new BeginningRecord(folder, local, BEGUN, PICTURES, ".parquet").begin(spread);
        Set<String> done = new HashSet<>(folder.list(""));
        long total = begun.survey().count();
        List<Chunk> chunks = new ChunkPlan(total, plan.shardSize(), plan.shardSize())
                .chunks(begun.pictures(), chunk -> done.contains(ParquetTask.file(chunk)));
        if (!chunks.isEmpty()) {
            folder.create();
            JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
            spark.parallelize(chunks, chunks.size())
                    .foreachPartition(
                            new ParquetTask(work, out, new SerializableConfiguration(spark.hadoopConfiguration())));
        }
        folder.create();
        folder.write(ENDED, stream -> {});
        folder.delete(ShardLayout.WORK);
        Dataset<Row> failed = session.read().parquet(out).where(OutcomeSchema.ERROR + " IS NOT NULL");
        return new Extraction.Summary(total, failed.count(), 0);
    }

    private void forget() throws IOException {
        for (String name : folder.list("")) {
            if (name.matches("part-\\d{6,}\\.parquet|_vtp|_SUCCESS") || name.equals(ShardLayout.WORK)) {
                folder.delete(name);
            }
        }
    }
}
