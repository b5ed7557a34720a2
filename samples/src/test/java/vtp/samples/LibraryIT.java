package vtp.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.samples.Project.Result;

/** A program and its test on the module path; the same in a JDK image as its Dockerfile makes one. */
class LibraryIT {
    private static Project project;

    @BeforeAll
    static void build() throws Exception {
        project = Project.built("library");
    }

    @Test
    void itsTestRan() throws IOException {
        assertThat(project.folder().resolve("target/surefire-reports/TEST-gallery.GalleryTest.xml"))
                .content()
                .contains("tests=\"1\"", "errors=\"0\"", "skipped=\"0\"", "failures=\"0\"");
    }

    @Test
    void itRunsFromTheModulePath(@TempDir Path temporary) throws Exception {
        Path copy = temporary.resolve("copy.png");
        Result result = project.sample(Project.MODEL, Project.STAR, copy);
        result.assertSucceeded();
        assertThat(result.output()).endsWith("a yellow star\n").doesNotContain("restricted method");
        assertThat(copy).isNotEmptyFile();
    }

    @Test
    void itRunsAsItsDockerfileSays(@TempDir Path temporary) throws Exception {
        String dockerfile = Files.readString(project.folder().resolve("Dockerfile"));
        Path image = temporary.resolve("java");
        String jlink = find("(?s)\nRUN (jlink .*?)\n\n", dockerfile).replace("/opt/java", image.toString());
        project.run("sh", "-c", jlink).assertSucceeded();

        assertThat(dockerfile).contains("COPY target/gallery.jar target/lib /app/");
        String entry = find("ENTRYPOINT \\[(.*)]", dockerfile)
                .replace("\", \"", "\" \"")
                .replace("/opt/java", image.toString())
                .replace("/app/*", "target/gallery.jar:target/lib/*");
        Path copy = temporary.resolve("copy.png");
        Result result = project.run("sh", "-c", entry + " \"$@\"", "sh", Project.MODEL, Project.STAR, copy.toString());
        result.assertSucceeded();
        assertThat(result.output())
                .endsWith("a yellow star\n")
                .doesNotContain("restricted method", "without --add-modules");
        assertThat(copy).isNotEmptyFile();
    }

    private static String find(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
