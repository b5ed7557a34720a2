package vtp.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SQL that docs/spark.md prints, run. */
class SparkPageTest {
    private static final Pattern SQL = Pattern.compile("```sql\n(.*?);\n```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private static List<String> statements() throws IOException {
        List<String> statements = new ArrayList<>();
        Matcher matcher = SQL.matcher(Files.readString(Path.of("../docs/spark.md")));
        while (matcher.find()) {
            statements.add(matcher.group(1).replace("`testdata/", "`../testdata/"));
        }
        return statements;
    }

    private static List<String> column(List<Row> rows, int column) {
        return rows.stream()
                .map(row -> row.getString(column).replaceFirst(".*/", ""))
                .toList();
    }

    @Test
    void theStatementsOfThePageGiveWhatItSays() throws IOException {
        List<String> statements = statements();
        assertThat(statements).hasSize(4);
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.warehouse.dir", folder.toUri().toString())
                .config("spark.sql.extensions", VtpExtensions.class.getName())
                .getOrCreate()) {
            spark.sql(statements.get(0));
            List<Row> nearest = spark.sql(statements.get(1)).collectAsList();
            assertThat(column(nearest, 0)).hasSize(3).first().isEqualTo("yellow-star.png");
            List<Row> joined = spark.sql(statements.get(2)).collectAsList();
            assertThat(joined).hasSize(4);
            List<Row> ofCircle = joined.stream()
                    .filter(row -> row.getString(0).equals("a red circle"))
                    .toList();
            assertThat(column(ofCircle, 1)).contains("red-circle.png");
            List<Row> labels = spark.sql(statements.get(3)).collectAsList();
            assertThat(labels).hasSize(9).anySatisfy(row -> {
                assertThat(row.getString(0)).endsWith("yellow-star.png");
                assertThat(row.getString(1)).isEqualTo("a yellow star");
            });
        }
    }
}
