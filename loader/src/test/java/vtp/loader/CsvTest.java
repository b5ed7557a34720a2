package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
    @TempDir
    private Path folder;

    @Test
    void aTableIsQuotedWhereItMustBe() throws IOException {
        Path file = folder.resolve("table.csv");
        try (Csv csv = Csv.open(file, "name", "count")) {
            csv.row("a, \"b\"", 3);
            csv.row("two\nlines", 0.5);
            assertThat(file).doesNotExist();
            csv.finish();
        }
        assertThat(file).hasContent("name,count\n\"a, \"\"b\"\"\",3\n\"two\nlines\",0.5\n");
    }

    @Test
    void aTableThatIsNotFinishedIsNotThere() throws IOException {
        Path file = folder.resolve("table.csv");
        try (Csv csv = Csv.open(file, "name")) {
            csv.row("a");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void textIsShownAsItIs() {
        assertThat(Html.escaped("<a href=\"b\">c & d</a>"))
                .isEqualTo("&lt;a href=&quot;b&quot;&gt;c &amp; d&lt;/a&gt;");
    }
}
