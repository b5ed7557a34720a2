package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files on a disk that is full: Linux has one as /dev/full. */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
    @TempDir
    private Path folder;

    /** What this system says of it, in the language of its user. */
    private static String noSpace() {
        try {
            Files.write(Path.of("/dev/full"), new byte[1]);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("/dev/full takes what is written to it");
    }

    @Test
    void theInputAtWhichTheDiskFilledHasItsObject() throws IOException {
        Path out = full("out.png");
        Cli.Run run = vtp("prepare", "--json", picture("red-circle"), "-o", out).hasCode(3);
        run.hasOneLineOfError(noSpace());
        assertThat(run.objects())
                .singleElement()
                .satisfies(object -> assertThat(object)
                        .containsEntry("input", picture("red-circle").toString())
                        .hasEntrySatisfying(
                                "error", e -> assertThat(e).asString().contains(noSpace())));
    }

    @Test
    void soHasEachInputOfOneFile() throws IOException {
        Path out = full("all.npy");
        Cli.Run run = vtp("encode", "--json", picture("red-circle"), picture("blue-square"), "-o", out);
        run.hasCode(3).hasOneLineOfError(noSpace());
        assertThat(run.objects())
                .extracting(object -> object.get("input"))
                .containsExactly(
                        picture("red-circle").toString(), picture("blue-square").toString());
        assertThat(run.objects()).allSatisfy(object -> assertThat(object).containsKey("error"));
    }

    @Test
    void neitherFeaturesNorTheirPaintingIsLeftIfTheOtherFails() throws IOException {
        Path painting = folder.resolve("pca.png");
        vtp("features", picture("red-circle"), "-o", full("f.safetensors"), "--pca", painting)
                .hasCode(3);
        assertThat(painting).doesNotExist();

        Path features = folder.resolve("features.safetensors");
        vtp("features", picture("red-circle"), "-o", features, "--pca", full("full.png"))
                .hasCode(3);
        assertThat(features).doesNotExist();

        vtp("features", picture("red-circle"), "-o", features, "--pca", painting)
                .hasCode(0);
        assertThat(features).isNotEmptyFile();
        assertThat(painting).isNotEmptyFile();
    }

    private Path full(String name) throws IOException {
        return Files.createSymbolicLink(folder.resolve(name), Path.of("/dev/full"));
    }
}
