package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's quick start in shell, and holds its table of commands to the program. */
class QuickStartTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)## Quick start\n.*?```sh\nmkdir out\n(.*?)```");
    private static final Pattern NAMED = Pattern.compile("(?m)^\\| `vtp (eval [\\w-]+|\\w+)[^|]*\\|");
    private static final Pattern COMMAND = Pattern.compile("(?m)^  (eval [\\w-]+|\\w+) +[A-Z]");

    @Test
    void itRuns(@TempDir Path out) throws IOException {
        List<String> lines = matches(BLOCK).get(0).lines().toList();
        assertThat(lines).hasSize(7).allMatch(line -> line.startsWith("./vtp "));
        for (String line : lines) {
            Object[] arguments = ShellLine.words(line)
                    .skip(1)
                    .map(word -> word.replaceFirst("^testdata/", "../testdata/"))
                    .map(word -> word.replaceFirst("^out/", Matcher.quoteReplacement(out + "/")))
                    .toArray();
            Cli.vtp(arguments).hasCode(0);
        }
        for (String file : List.of("landscape.png", "compared/red-circle.png", "pca.png", "star.png")) {
            assertThat(out.resolve(file)).isNotEmptyFile();
        }
    }

    @Test
    void theTableNamesEveryCommand() throws IOException {
        List<String> commands = COMMAND.matcher(Cli.vtp("--help").out())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(matches(NAMED)).isNotEmpty().containsExactlyInAnyOrderElementsOf(commands);
    }

    private static List<String> matches(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(Path.of("../README.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
