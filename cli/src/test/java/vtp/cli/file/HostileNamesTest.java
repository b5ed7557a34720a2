package vtp.cli.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.cli.console.Console;
import vtp.cli.console.FailureMessage;
import vtp.cli.console.StandardOutput;
import vtp.cli.console.Terminal;
import vtp.engine.image.Rgb;

/**
 * Whatever a result is named, what is written lies below the folder of the results, through all ways on which results
 * are written.
 */
class HostileNamesTest {
    private static final int NAMES = 2000;
    private static final Rgb DOT = new Rgb(1, 1, new byte[3]);

    @TempDir
    private Path place;

    private Path out;
    private final Console console = new Console(
            new Terminal(
                    new ByteArrayInputStream(new byte[0]),
                    new StandardOutput(new ByteArrayOutputStream()),
                    new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                    false,
                    false,
                    Map.of()),
            true,
            false);

    /** Beside the folder lies what an attack would hit; in it lie links to that, and what is in the way of names. */
    @BeforeEach
    void plantTraps() throws IOException {
        out = Files.createDirectories(place.resolve("results/out"));
        Files.createDirectories(out.resolve("inside"));
        Files.createDirectories(out.resolve("folder.png"));
        Files.createDirectories(place.resolve("elsewhere"));
        Files.writeString(place.resolve("results/target.png"), "untouched");
        Files.writeString(place.resolve("elsewhere/target.png"), "untouched");
        Files.createSymbolicLink(out.resolve("outside"), place.resolve("elsewhere"));
        Files.createSymbolicLink(out.resolve("dangling"), place.resolve("nowhere"));
        Files.createSymbolicLink(out.resolve("file.png"), place.resolve("elsewhere/target.png"));
        Files.createSymbolicLink(out.resolve("x.png"), place.resolve("new.png"));
    }

    private OutputTarget target() {
        return new OutputTarget("-o", out.toString(), OutputTarget.Existing.REPLACE, console, ".png");
    }

    private static InputFile input(String name) {
        return new InputFile("given", name, name, null, null);
    }

    @Test
    void picturesStayBelowTheFolder() throws IOException {
        Map<Path, String> before = outside();
        int written = 0;
        for (String name : HostileNames.list(NAMES)) {
            PictureOutput output = PictureOutput.open(target(), List.of(input(name)), Provenance.NONE);
            written += attempt(() -> output.write(PictureOutput.name(name), DOT));
        }
        assertThat(outside()).isEqualTo(before);
        assertThat(written).isBetween(NAMES / 20, NAMES);
    }

    @Test
    void arraysStayBelowTheFolder() throws IOException {
        Map<Path, String> before = outside();
        int written = 0;
        for (String name : HostileNames.list(NAMES)) {
            InputFile input = input(name);
            TensorOutput output =
                    TensorOutput.open(target(), TensorFormat.NPY, List.of(input), console, Provenance.NONE);
            written += attempt(() -> output.add(input, List.of(Tensor.of("latents", new float[1], 1))));
        }
        assertThat(outside()).isEqualTo(before);
        assertThat(written).isBetween(NAMES / 20, NAMES);
    }

    @Test
    void namesOutOfFilesOfLatentsStayBelowTheFolder() throws IOException {
        Map<Path, String> before = outside();
        for (String name : HostileNames.list(NAMES)) {
            InputFile input = input("all.npy");
            List<String> names = PictureNames.of(input, List.of(name, "a.png", name), 3);
            assertThat(names).hasSize(3).doesNotHaveDuplicates();
            assertThat(names.get(1)).isIn("a.png", "all.1.png");
            PictureOutput output =
                    PictureOutput.open(target(), Map.of("all.npy", names), List.of(input), Provenance.NONE);
            attempt(() -> output.write(names.get(0), DOT));
        }
        assertThat(outside()).isEqualTo(before);
    }

    @Test
    void theOutsideIsSeenToChange() throws IOException {
        Map<Path, String> before = outside();
        Files.writeString(out.resolve("outside/evil.png"), "x");
        assertThat(outside()).isNotEqualTo(before);
    }

    private interface Writing {
        void run() throws IOException;
    }

    /** A result that cannot be named so is a failure of that input alone: never one that ends the run. */
    private static int attempt(Writing writing) {
        try {
            writing.run();
            return 1;
        } catch (IOException e) {
            assertThat(FailureMessage.ofInput(e)).as("%s", e).isNotNull();
            return 0;
        }
    }

    /** All files but those below the folder, and what they hold. */
    private Map<Path, String> outside() {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(place)) {
            for (Path file : walk.filter(path -> !path.startsWith(out)).toList()) {
                files.put(file, Files.isRegularFile(file) ? Files.readString(file) : "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
