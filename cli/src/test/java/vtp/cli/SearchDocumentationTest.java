package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands that docs/search.md begins with. */
class SearchDocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

    @Test
    void itRuns(@TempDir Path out) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/search.md")));
        assertThat(block.find()).isTrue();
        List<String> lines = block.group(1).lines().toList();
        assertThat(lines).hasSize(6).allMatch(line -> line.startsWith("vtp "));
        for (String line : lines) {
            List<Object> arguments = new ArrayList<>(ShellLine.words(line)
                    .skip(2)
                    .map(word -> word.replaceFirst("^testdata/", "../testdata/"))
                    .map(word -> word.replaceFirst(
                            "^(photos\\.index|stars\\.html|alike|map)$", Matcher.quoteReplacement(out + "/") + "$1"))
                    .toList());
            arguments.add(0, line.split(" ", -1)[1]);
            Cli.vtp(arguments.toArray()).hasCode(0);
        }
        assertThat(out.resolve("stars.html")).isNotEmptyFile();
        assertThat(out.resolve("alike").toFile().list()).hasSize(8);
        assertThat(out.resolve("map/map.png")).isNotEmptyFile();
    }
}
