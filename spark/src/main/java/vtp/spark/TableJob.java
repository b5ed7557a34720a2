package vtp.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import vtp.datasets.Extraction;
import vtp.datasets.ShardTensor;

/**
 * An extraction of what Spark itself reads: tables, Parquet files and folders on any of its file systems. Rows of a
 * partition are read, decoded and encoded at the same time; results are written to Parquet by Spark, and committed all
 * at once when the job ends. Paths that are in the output already are passed over.
 */
final class TableJob {
    private static final List<String> ENDINGS =
            List.of("jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff", "webp");

    private final SparkSession session;
    private final Recipe recipe;
    private final List<ShardTensor> tensors;

    TableJob(SparkSession session, Recipe recipe, List<ShardTensor> tensors) {
        this.session = session;
        this.recipe = recipe;
        this.tensors = List.copyOf(tensors);
    }

    /** The pictures of tables, or of Parquet files by their addresses. */
    Dataset<Row> tables(List<String> names, String columns) {
        List<String> three = Arrays.asList(columns.split(",", -1));
        if (three.size() < 2 || three.size() > 3) {
            throw new IllegalArgumentException("--columns " + columns + ": names of two or three columns are needed,"
                    + " those of the path, of the bytes, and of the label");
        }
        List<Dataset<Row>> parts = new ArrayList<>();
        for (String name : names) {
            Dataset<Row> table = name.contains("/") ? session.read().parquet(name) : session.table(name);
            parts.add(table.select(
                    functions.col(three.get(0)).cast(DataTypes.StringType).as(OutcomeSchema.PATH),
                    functions.col(three.get(1)).as("content"),
                    (three.size() == 3 ? functions.col(three.get(2)) : functions.lit(0))
                            .cast(DataTypes.LongType)
                            .as(OutcomeSchema.LABEL)));
        }
        return parts.stream().reduce(Dataset::union).orElseThrow();
    }

    /** The pictures of folders by their addresses, without labels. */
    Dataset<Row> folders(List<String> addresses) {
        return session.read()
                .format("binaryFile")
                .option("recursiveFileLookup", "true")
                .load(addresses.toArray(String[]::new))
                .where(functions
                        .lower(functions.substring_index(functions.col(OutcomeSchema.PATH), ".", -1))
                        .isin(ENDINGS.toArray()))
                .select(
                        functions.col(OutcomeSchema.PATH),
                        functions.col("content"),
                        functions.lit(0L).as(OutcomeSchema.LABEL));
    }

    /** Computes the rows of pictures: path, content and label. */
    Dataset<Row> results(Dataset<Row> pictures) {
        Recipe toExecutors = recipe;
        MapPartitionsFunction<Row, Row> rows = partition -> new RowOutcomes(toExecutors, partition);
        return pictures.mapPartitions(rows, Encoders.row(OutcomeSchema.sql(tensors)));
    }

    /**
     * Writes the results.
     *
     * @param restart whether what is there is replaced
     */
    Extraction.Summary run(Dataset<Row> pictures, String out, boolean restart) throws IOException {
        boolean there =
                !restart && new RemoteFolder(out, session.sparkContext().hadoopConfiguration()).exists("_SUCCESS");
        Dataset<Row> left = there
                ? pictures.join(
                        session.read().parquet(out).select(OutcomeSchema.PATH),
                        new String[] {OutcomeSchema.PATH},
                        "left_anti")
                : pictures;
        results(left).write().mode(there ? SaveMode.Append : SaveMode.Overwrite).parquet(out);
        Dataset<Row> all = session.read().parquet(out);
        long failed = all.where(OutcomeSchema.ERROR + " IS NOT NULL").count();
        return new Extraction.Summary(all.count(), failed, 0);
    }
}
