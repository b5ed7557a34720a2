package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What -o means, and what is left behind. */
class OutputTargetTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"encode, x.pt", "encode, x.NPZ", "encode, dog.png", "features, x.h5", "prepare, x.jpeg", "decode, x.JPG"
    })
    void anEndingOfAnotherFormatIsRefused(String command, String name) {
        vtp(command, picture("red-circle"), "-o", folder.resolve(name))
                .hasCode(2)
                .hasOneLineOfError("results are written to files that end in .");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void endingsAreTakenInAnyCase() throws IOException {
        vtp("prepare", picture("red-circle"), "--size", "16", "-o", folder.resolve("X.PNG"))
                .hasCode(0);
        vtp("encode", picture("red-circle"), "--size", "16", "-o", folder.resolve("A.NPY"))
                .hasCode(0);
        assertThat(folder.resolve("X.PNG")).isRegularFile();
        vtp("decode", folder.resolve("A.NPY"), "-o", folder.resolve("y")).hasCode(0);
        assertThat(folder.resolve("y/A.png")).isRegularFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"out", "out.2024", "v1.0", "x.pt/", ".cache", "x.a-b"})
    void otherNamesAreFolders(String name) {
        vtp("prepare", picture("red-circle"), "--size", "16", "-o", folder + "/" + name)
                .hasCode(0);
        assertThat(folder.resolve(name).resolve("red-circle.png")).isRegularFile();
    }

    @Test
    void aFailingRunLeavesNoFolder() throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        vtp("encode", text, "-o", folder.resolve("a/b/c")).hasCode(1);
        vtp("prepare", text, "-o", folder.resolve("a")).hasCode(1);
        vtp("encode", text, "-o", folder.resolve("a"), "-m", folder.resolve("no-model"))
                .hasCode(3);
        assertThat(folder.resolve("a")).doesNotExist();
        Path proc = Path.of("/proc/vtp");
        vtp("prepare", picture("red-circle"), "--size", "16", "-o", proc)
                .hasCode(3)
                .hasOneLineOfError("/proc/vtp: cannot be made: no");
    }

    @Test
    void anOutputThatIsTheInputIsRefused() throws IOException {
        Path latents = folder.resolve("x.safetensors");
        vtp("encode", picture("red-circle"), "--size", "16", "-o", latents).hasCode(0);
        Path link = Files.createSymbolicLink(folder.resolve("x.png"), latents);
        vtp("decode", latents, "-o", link).hasCode(2).hasOneLineOfError("is one of the inputs");
    }

    @Test
    void aLinkInTheFolderDoesNotLeadOutOfIt() throws IOException {
        Path in = Files.createDirectories(folder.resolve("in/sub"));
        Files.copy(picture("red-circle"), in.resolve("a.png"));
        Files.copy(picture("red-circle"), folder.resolve("in/b.png"));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path out = Files.createDirectories(folder.resolve("out"));
        Files.createSymbolicLink(out.resolve("sub"), elsewhere);
        vtp("prepare", "-q", "-r", folder.resolve("in"), "--size", "16", "-o", out)
                .hasCode(1)
                .hasOneLineOfError("a.png: its result would be written out of " + out);
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(out.resolve("b.png")).exists();
    }

    @Test
    void whatIsInTheWayOfOneResultFailsThatOne() throws IOException {
        Path in = Files.createDirectories(folder.resolve("in"));
        Files.copy(picture("red-circle"), in.resolve("a.png"));
        Files.copy(picture("red-circle"), in.resolve("b.png"));
        Path out = folder.resolve("out");
        Files.createDirectories(out.resolve("a.png"));
        vtp("prepare", "-q", in, "--size", "16", "-o", out).hasCode(1).hasOneLineOfError("a.png, which is a folder");
        assertThat(out.resolve("b.png")).isRegularFile();
    }

    @Test
    void twoNamesThatAreOneToTheFileSystemAreNotMixedUp() throws IOException {
        Path in = Files.createDirectories(folder.resolve("in"));
        Files.copy(picture("red-circle"), in.resolve("a.png"));
        Files.copy(picture("red-circle"), in.resolve("b.png"));
        Path out = Files.createDirectories(folder.resolve("out"));
        Files.createSymbolicLink(out.resolve("b.png"), Path.of("a.png"));
        vtp("prepare", "-q", in, "--size", "16", "-o", out).hasCode(1).hasOneLineOfError("names are one");
    }
}
