package vtp.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vtp.samples.Project.Result;

/** Pictures in a Lucene index, found by a text. */
class LuceneIT {
    @Test
    void theStarThatIsAskedForComesFirst() throws Exception {
        List<Object> arguments = new ArrayList<>(List.of(Project.MODEL, "a yellow star"));
        arguments.addAll(pictures());
        Result result = Project.built("lucene").sample(arguments.toArray());
        result.assertSucceeded();
        List<String> hits =
                result.output().lines().filter(line -> line.endsWith(".png")).toList();
        assertThat(hits).hasSize(3).first().isEqualTo(Project.STAR);
    }

    private static List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.list(Project.PICTURES)) {
            return files.sorted().toList();
        }
    }
}
