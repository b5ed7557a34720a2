package vtp.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.datasets.Extraction;
import vtp.datasets.FeatureKind;
import vtp.engine.Models;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Preparation;
import vtp.loader.Dtype;

/** Tables of results, from folders and tables that Spark reads, and from data sets of files. */
class TableJobTest {
    private static final Path PICTURES = Path.of("../testdata/nano/pictures").toAbsolutePath();

    @TempDir
    private Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .getOrCreate();
        ExecutorModels.closeWith(spark.sparkContext());
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Recipe recipe() throws Exception {
        VtpOptions options = VtpOptions.of(Map.of("orientation", "stored")).checked();
        Set<FeatureKind> kinds = Set.of(FeatureKind.LATENTS, FeatureKind.CLIP);
        long most = PictureReader.DEFAULT_MAX_PIXELS;
        return new Recipe(options, Preparation.CROP, 256, kinds, true, List.of(), most, Dtype.F32, 4);
    }

    private static TableJob job() throws Exception {
        return new TableJob(spark, recipe(), recipe().tensors(Models.builtIn().config()));
    }

    private Path picturesAndABadOne() throws Exception {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (String name : List.of("red-circle.png", "white-circle.png")) {
            Files.copy(PICTURES.resolve(name), pictures.resolve(name));
        }
        Files.writeString(pictures.resolve("bad.png"), "no picture");
        Files.writeString(pictures.resolve("notes.txt"), "not asked for");
        return pictures;
    }

    /** Rows by the last part of the path. */
    private static Map<String, String> rows(Dataset<Row> rows) {
        return rows
                .selectExpr("path", "to_json(struct(latents, latents_flip, clip, error, model_sha256))")
                .collectAsList()
                .stream()
                .collect(Collectors.toMap(row -> row.getString(0).replaceFirst(".*/", ""), row -> row.getString(1)));
    }

    @Test
    void foldersTablesAndDataSetsGiveTheSameRows() throws Exception {
        Path pictures = picturesAndABadOne();
        String binary = folder.resolve("binary").toString();
        Extraction.Summary summary =
                job().run(job().folders(List.of(pictures.toUri().toString())), binary, false);
        assertThat(summary).isEqualTo(new Extraction.Summary(3, 1, 0));
        Map<String, String> rows = rows(spark.read().parquet(binary));
        assertThat(rows).containsOnlyKeys("red-circle.png", "white-circle.png", "bad.png");
        assertThat(rows.get("bad.png")).contains("\"error\":\"not a picture").doesNotContain("latents");
        assertThat(rows.get("red-circle.png"))
                .doesNotContain("error")
                .contains(recipe().options().sha256());

        spark.read().format("binaryFile").load(pictures + "/*.png").createOrReplaceTempView("files");
        String table = folder.resolve("table").toString();
        job().run(job().tables(List.of("files"), "path,content"), table, false);
        assertThat(rows(spark.read().parquet(table))).isEqualTo(rows);

        String files = folder.resolve("files").toString();
        assertThat(files(pictures, files)).isEqualTo(new Extraction.Summary(3, 1, 0));
        assertThat(rows(spark.read().parquet(files))).isEqualTo(rows);
        assertThat(spark.read().parquet(files).schema())
                .isEqualTo(spark.read().parquet(binary).schema());
    }

    private Extraction.Summary files(Path pictures, String out) throws Exception {
        DatasetChoice choice = new DatasetChoice(List.of(pictures.toString()), null, false);
        Path local = Files.createTempDirectory(folder, "local");
        return new ParquetJob(
                        spark, new ChunkWork(recipe(), choice, false), recipe().plan(Models.builtIn()), out, local)
                .run(false);
    }

    @Test
    void onlyWhatIsNewIsAdded() throws Exception {
        Path pictures = picturesAndABadOne();
        String out = folder.resolve("out").toString();
        job().run(job().folders(List.of(pictures.toString())), out, false);
        Files.copy(PICTURES.resolve("black-star.png"), pictures.resolve("new.png"));
        assertThat(job().run(job().folders(List.of(pictures.toString())), out, false))
                .isEqualTo(new Extraction.Summary(4, 1, 0));
        assertThat(rows(spark.read().parquet(out))).hasSize(4);
    }

    @Test
    void aFileThatIsMissingIsMadeAgainAndNoOther() throws Exception {
        String out = folder.resolve("out").toString();
        files(PICTURES, out);
        Map<String, String> rows = rows(spark.read().parquet(out));
        byte[] second = Files.readAllBytes(folder.resolve("out/part-000001.parquet"));
        Files.delete(folder.resolve("out/part-000001.parquet"));
        Files.writeString(folder.resolve("out/part-000000.parquet"), "kept");
        assertThatThrownBy(() -> files(PICTURES, out)).hasStackTraceContaining("part-000000.parquet");
        assertThat(folder.resolve("out/part-000001.parquet")).hasBinaryContent(second);
        assertThat(rows).hasSize(9);
    }

    @Test
    void columnsThatAreNotNamedAreAskedFor() throws Exception {
        assertThatThrownBy(() -> job().tables(List.of("files"), "path")).hasMessageContaining("--columns path");
    }
}
