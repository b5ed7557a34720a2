package vtp.cli.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNamesTest {

    @TempDir
    private Path folder;

    @Test
    void aPathOfAnyBytesIsItself() throws IOException {
        for (String name : List.of("a\uDCE9 %41.png", "\uDCFF", "é\uDCE9/x")) {
            Path path = FileNames.path(folder + "/" + name);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "here");
            assertThat(FileNames.path(folder + "/" + name)).isEqualTo(path).hasContent("here");
            assertThat(FileNames.path(folder + "/other/../" + name).normalize()).isEqualTo(path);
            assertThat(FileNames.text(path))
                    .isEqualTo(folder + "/" + name.replace("\uDCE9", "%E9").replace("\uDCFF", "%FF"));
            assertThat(folder.relativize(path)).isEqualTo(FileNames.path(name));
        }
    }

    @Test
    void aPathThatIsTextIsThatText() {
        for (String name : List.of("a", "a/b", "/a/b", "../a", "a\\b", "a%E9", "")) {
            assertThat(FileNames.path(name)).isEqualTo(Path.of(name));
            assertThat(FileNames.text(Path.of(name))).isEqualTo(name);
        }
    }

    @Test
    void namesBelowAFolderHaveNoWayOut() {
        assertThat(FileNames.below(Path.of("/a/./b/../c"))).isEqualTo("a/b/c");
        assertThat(FileNames.below(Path.of("../../c"))).isEqualTo("c");
        assertThat(FileNames.below(Path.of(".."))).isEmpty();
        assertThat(FileNames.below(Path.of("a\\b"))).isEqualTo("a\\b");
    }

    @Test
    void argumentsGetTheirBytesFromTheCommandLine() {
        List<byte[]> words = List.of("java".getBytes(UTF_8), "vtp".getBytes(UTF_8), "a\u00e9".getBytes(ISO_8859_1));
        assertThat(FileNames.exact(new String[] {"a\uFFFD"}, words)).containsExactly("a\uDCE9");
        assertThat(FileNames.exact(new String[] {"vtp", "a\uFFFD"}, words)).containsExactly("vtp", "a\uDCE9");
        assertThat(FileNames.exact(new String[] {"b\uFFFD"}, words)).containsExactly("b\uFFFD");
        String[] more = {"x", "java", "vtp", "a\uFFFD"};
        assertThat(FileNames.exact(more, words)).containsExactly(more);
        assertThat(FileNames.exactArguments(new String[] {"of another", "command line \uFFFD"}))
                .containsExactly("of another", "command line \uFFFD");
    }
}
