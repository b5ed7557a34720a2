package vtp.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each block of the README's section on Java stands in a sample, line for line. */
class ReadmeTest {
    private static final Pattern SECTION = Pattern.compile("(?s)\n## In Java\n(.*?)\n## ");
    private static final Pattern BLOCK = Pattern.compile("(?s)\n```\\w+\n(.*?\n)```");

    static List<String> blocks() throws IOException {
        String section = SECTION.matcher(Files.readString(Path.of("../README.md")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        return BLOCK.matcher(section).results().map(block -> block.group(1)).toList();
    }

    @Test
    void thereAreBlocks() throws IOException {
        assertThat(blocks()).hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void aBlockStandsInASample(String block) throws IOException {
        assertThat(samples()).anyMatch(sample -> sample.contains(unindented(block)));
    }

    @Test
    void aBlockThatStandsNowhereIsFound() throws IOException {
        String block = blocks().get(1).replaceFirst("model", "models");
        assertThat(samples()).noneMatch(sample -> sample.contains(unindented(block)));
    }

    private static List<String> samples() throws IOException {
        try (Stream<Path> projects = Files.list(Path.of(""))) {
            return projects.filter(project -> Files.exists(project.resolve("run.sh")))
                    .flatMap(ReadmeTest::files)
                    .map(ReadmeTest::unindented)
                    .toList();
        }
    }

    private static Stream<String> files(Path project) {
        try (Stream<Path> files = Files.walk(project)) {
            return files
                    .filter(file ->
                            Files.isRegularFile(file) && !file.toString().endsWith(".png"))
                    .map(ReadmeTest::read)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }
}
