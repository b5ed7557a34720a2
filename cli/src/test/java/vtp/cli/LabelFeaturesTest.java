package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.picture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That features of labels are computed once, and can come from a file. */
class LabelFeaturesTest {
    private static final Path NANO = Path.of("../testdata/nano");

    @TempDir
    private Path folder;

    private Path labels;
    private Cli cli;

    @BeforeEach
    void aCacheOfItsOwn() throws IOException {
        List<String> names = IntStream.range(0, 120).mapToObj(i -> "label " + i).toList();
        labels = Files.write(folder.resolve("labels.txt"), names);
        cli = new Cli().environment("VTP_CACHE", folder.resolve("cache").toString());
    }

    private Cli.Run classify(Object... more) {
        Object[] command = new Object[5 + more.length];
        command[0] = "classify";
        command[1] = picture("red-circle");
        command[2] = "--json";
        command[3] = "--labels-file";
        command[4] = labels;
        System.arraycopy(more, 0, command, 5, more.length);
        return cli.run(command).hasCode(0);
    }

    private List<Path> kept() throws IOException {
        Path kept = folder.resolve("cache/labels");
        if (!Files.exists(kept)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(kept)) {
            return files.toList();
        }
    }

    @Test
    void theSecondRunTakesWhatTheFirstKept() throws IOException {
        Cli.Run first = classify();
        assertThat(kept()).hasSize(1);
        assertThat(classify().out()).isEqualTo(first.out());

        // What was kept is what is used: with the features of other labels under the same key, another label wins.
        byte[] file = Files.readAllBytes(kept().get(0));
        String text = new String(file, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("model_sha256", "data_sha256");
        file[file.length - 1] ^= 1;
        Files.write(kept().get(0), file);
        assertThat(classify().out()).as("a damaged file is not used").isEqualTo(first.out());
        assertThat(Files.readAllBytes(kept().get(0))[file.length - 1])
                .as("but made anew")
                .isNotEqualTo(file[file.length - 1]);

        classify("--template", "a photo of {}");
        assertThat(kept()).hasSize(2);
        classify("-m", NANO, "--weights", "bf16");
        assertThat(kept()).hasSize(3);
        classify("-m", NANO);
        assertThat(kept()).as("the same model under another name").hasSize(3);
    }

    @Test
    void nothingIsKeptIfThatIsAskedForOrNotWorthIt() throws IOException {
        classify("--no-cache");
        assertThat(kept()).isEmpty();
        cli.run("classify", picture("red-circle"), "--label", "a red circle").hasCode(0);
        assertThat(kept()).isEmpty();
        Files.writeString(folder.resolve("cache"), "a file in the place of the folder");
        assertThat(classify().err()).contains("are not kept for the next run");
    }

    @Test
    void aFileOfFeaturesStandsForLabels() {
        Path texts = folder.resolve("texts.safetensors");
        cli.run("embed", "a red circle", "a blue square", "-o", texts, "--no-norm")
                .hasCode(0);
        Cli.Run computed = cli.run(
                "classify", picture("red-circle"), "--json", "--label", "a red circle", "--label", "a blue square");
        Cli.Run given = cli.run("classify", picture("red-circle"), "--json", "--label-features", texts);
        assertThat(given.hasCode(0).out()).isEqualTo(computed.out());
        cli.run("classify", picture("red-circle"), "-m", NANO, "--label-features", texts)
                .hasCode(0);
    }

    @Test
    void aFileOfFeaturesMustBeOfTheModel() {
        Path model = folder.resolve("other");
        cli.run("synth", "--config", NANO.resolve("config.json"), "-o", model).hasCode(0);
        Path texts = folder.resolve("texts.safetensors");
        cli.run("embed", "a red circle", "-o", texts).hasCode(0);
        Object[] command = {"classify", picture("red-circle"), "-m", model, "--label-features", texts};
        cli.run(command).hasCode(2).hasOneLineOfError("its features are of model vtp-nano, and mean nothing to other");
        Path latents = folder.resolve("latents.safetensors");
        cli.run("encode", picture("red-circle"), "-o", latents).hasCode(0);
        command[5] = latents;
        cli.run(command).hasCode(2).hasOneLineOfError("\"vtp embed\" writes such files");
        command[5] = folder.resolve("missing.safetensors");
        cli.run(command).hasCode(2).hasOneLineOfError("no such file");
        cli.run("classify", "x.png", "--label-features", texts, "--template", "a {}")
                .hasCode(2)
                .hasOneLineOfError("no meaning with --label-features");
    }
}
