package vtp.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.datasets.DatasetKind;
import vtp.datasets.Extraction;
import vtp.datasets.PlanSettings;
import vtp.datasets.ShardTensor;
import vtp.loader.VtpException;

/**
 * The program for {@code spark-submit}: {@code vtp extract} on a cluster.
 *
 * <pre>{@code
 * spark-submit --class vtp.spark.VtpExtract vtp-spark.jar /data/imagenet/train -o /data/latents -m base
 * }</pre>
 *
 * <p>Exit codes: 0 done, 2 wrong usage, 3 it could not go on.
 *
 * @since 0.1.0
 */
@Command(
        name = "VtpExtract",
        description = "Turns a data set into latents and features, on Apache Spark.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Names of data sets, of OUT, and of the model mean the same on all machines. The same command goes on where"
                    + " an earlier run ended. Pictures that cannot be used are recorded and skipped."
        })
public final class VtpExtract implements Callable<Integer> {
    private static final int OTHER = 3;

    @Parameters(
            arity = "1..*",
            paramLabel = "DATASET",
            description = "Folders, lists, archives train-{000..031}.tar or Parquet files, as for \"vtp extract\".")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "The folder to write: a path or a URI of Hadoop.")
    private String out = "";

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            description = "shards: as \"vtp extract\" writes them (default); parquet: a table of results.")
    private Format format = Format.SHARDS;

    @Option(
            names = "--from",
            paramLabel = "WHAT",
            description = {
                "files: a data set of files that all machines see, as for \"vtp extract\" (default). For --to parquet"
                        + " also binary: folders on any file system of Spark's, by their addresses; table: tables, or"
                        + " addresses of Parquet files."
            })
    private Source source = Source.FILES;

    @Option(
            names = "--columns",
            paramLabel = "NAMES",
            description = "Of a table: path, bytes of the picture, and label. Default: path,content.")
    private String columns = "path,content";

    @Option(
            names = "--as",
            paramLabel = "KIND",
            description = "What DATASET is: ${COMPLETION-CANDIDATES}. Default: what it looks like.")
    private @Nullable DatasetKind kind;

    @Option(names = "--hidden", description = "Take files and folders whose names begin with a dot.")
    private boolean hidden;

    @Option(names = "--task-pictures", paramLabel = "N", description = "Pictures of a task. Default: 500.")
    private int taskPictures = 500;

    @Option(names = "--strict", description = "End at the first picture that fails.")
    private boolean strict;

    @Option(names = "--restart", description = "Forget what an earlier run has done, and begin anew.")
    private boolean restart;

    @Mixin
    private final RecipeOptions options = new RecipeOptions();

    private VtpExtract() {}

    private enum Format {
        SHARDS,
        PARQUET
    }

    private enum Source {
        FILES,
        BINARY,
        TABLE
    }

    /** Runs; see {@code --help}. */
    public static void main(String[] arguments) {
        int code = new CommandLine(new VtpExtract())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, parsed) -> failed(e, line))
                .execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int failed(Exception e, CommandLine line) throws Exception {
        if (e instanceof CommandLine.ParameterException || e instanceof IllegalArgumentException) {
            line.getErr().println("vtp: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        if (e instanceof IOException || e instanceof SparkException) {
            line.getErr().println("vtp: " + reason(e));
            return OTHER;
        }
        throw e;
    }

    /** The innermost message that is of this library, else the outermost, without the traces that Spark adds. */
    private static String reason(Exception e) {
        String reason = String.valueOf(e.getMessage());
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            reason = cause instanceof VtpException ? String.valueOf(cause.getMessage()) : reason;
        }
        return reason.lines()
                .limit(2)
                .reduce((first, second) -> first + " " + second.strip())
                .orElse("");
    }

    @Override
    public Integer call() throws IOException {
        if (taskPictures < 1) {
            throw new IllegalArgumentException("--task-pictures " + taskPictures + ": must be at least 1");
        }
        if (source != Source.FILES && format == Format.SHARDS) {
            throw new IllegalArgumentException("--from " + PlanSettings.word(source)
                    + " needs --to parquet: shards have the order of a data set of files");
        }
        SparkConf configuration = new SparkConf();
        JavaOptions.addTo(configuration);
        options.reserveMemory(configuration);
        SparkSession session = SparkSession.builder()
                .config(configuration)
                .appName(configuration.get("spark.app.name", "vtp extract"))
                .getOrCreate();
        Path local = Files.createTempDirectory("vtp-extract");
        try (JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext())) {
            ExecutorModels.closeWith(spark.sc());
            Extraction.Summary summary = format == Format.SHARDS ? toShards(spark, local) : toParquet(session, local);
            System.err.printf(
                    Locale.ROOT,
                    "vtp: %d pictures, %d of them failed; %s says why%n",
                    summary.pictures(),
                    summary.failed(),
                    out + (format == Format.SHARDS ? "/" + ShardLayout.MANIFEST : ""));
            return 0;
        } finally {
            LocalFiles.delete(local);
        }
    }

    private Extraction.Summary toShards(JavaSparkContext spark, Path local) throws IOException {
        RecipeOptions.Chosen chosen = options.chosen();
        Recipe recipe = chosen.recipe();
        List<ShardTensor> tensors = recipe.tensors(chosen.source().config());
        return new ShardJob(spark, work(recipe), recipe.plan(chosen.source()), tensors, out, local)
                .run(taskPictures, restart);
    }

    private Extraction.Summary toParquet(SparkSession session, Path local) throws IOException {
        RecipeOptions.Chosen chosen = options.chosen();
        Recipe recipe = chosen.recipe();
        if (source == Source.FILES) {
            Recipe files = recipe.withShardSize(taskPictures);
            return new ParquetJob(session, work(files), files.plan(chosen.source()), out, local).run(restart);
        }
        recipe.plan(chosen.source()); // or what it throws
        TableJob job =
                new TableJob(session, recipe, recipe.tensors(chosen.source().config()));
        return job.run(source == Source.TABLE ? job.tables(names, columns) : job.folders(names), out, restart);
    }

    private ChunkWork work(Recipe recipe) {
        return new ChunkWork(recipe, new DatasetChoice(names, kind, hidden), strict);
    }
}
