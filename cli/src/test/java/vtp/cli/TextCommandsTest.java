package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.loader.Npy;

class TextCommandsTest {

    @TempDir
    private Path folder;

    @Test
    void tokenizeGivesALineOfIdsAText() {
        assertThat(vtp("tokenize", "a photo of a dog", "naïve").hasCode(0).lines())
                .containsExactly("49406 320 1125 539 320 1929 49407", "49406 1097 35689 563 49407");
    }

    @Test
    void tokenizeReadsTextsFromStandardInputAndAnswersInJson() {
        Cli.Run run = new Cli()
                .input("a dog\n\nnaïve\n".getBytes(StandardCharsets.UTF_8))
                .run("tokenize", "--json", "--text-file", "-");
        assertThat(run.hasCode(0).objects())
                .extracting(object -> object.get("input"))
                .containsExactly("a dog", "", "naïve");
        assertThat(run.objects().get(1)).containsEntry("ids", List.of(49406L, 49407L));
        assertThat(run.objects().get(0)).containsEntry("ids", List.of(49406L, 320L, 1929L, 49407L));
    }

    @Test
    void aTextThatIsNoUnicodeIsNamed() {
        vtp("tokenize", "x\ud800").hasCode(1).hasOneLineOfError("surrogate");
    }

    @Test
    void tokenizeCutsToTheContextOfAModelThatIsNamed() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{\"text_context_length\": 4}");
        assertThat(vtp("tokenize", "-m", model, "a photo of a dog").hasCode(0).lines())
                .containsExactly("49406 320 1125 49407");
        assertThat(new Cli()
                        .environment("VTP_MODEL", model.toString())
                        .run("tokenize", "a photo of a dog")
                        .lines())
                .containsExactly("49406 320 1125 49407");
    }

    @Test
    void embedWritesAFeatureATextOfLengthOne() throws IOException {
        Path out = folder.resolve("texts.safetensors");
        vtp("embed", "a red circle", "a blue star", "-o", out).hasCode(0);
        assertThat(Tensors.shapes(out)).isEqualTo(Map.of("text", List.of(2L, 64L)));
        assertThat(Tensors.metadata(out)).containsEntry("texts", "[\"a red circle\",\"a blue star\"]");
        double squares = 0;
        float[] features = Tensors.read(out, "text");
        for (int i = 0; i < 64; i++) {
            squares += Math.pow(features[i], 2);
        }
        assertThat(squares).isCloseTo(1, within(1e-5));
    }

    @Test
    void aFileOfTextsGivesARowALineEmptyOrNot() throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "a red circle\n\na blue star\n  \n\n");
        Cli.Run run = vtp("embed", "--json", "--text-file", prompts, "-o", folder.resolve("texts.npy"));
        assertThat(run.hasCode(0).objects()).hasSize(5);
        assertThat(Npy.read(folder.resolve("texts.npy")).shape()).containsExactly(5L, 64L);
        Path out = folder.resolve("texts.safetensors");
        vtp("embed", "--text-file", prompts, "-o", out).hasCode(0);
        assertThat(Tensors.metadata(out)).containsEntry("texts", "[\"a red circle\",\"\",\"a blue star\",\"  \",\"\"]");
        float[] rows = Tensors.read(out, "text");
        vtp("embed", "a blue star", "-o", out).hasCode(0);
        assertThat(Arrays.copyOfRange(rows, 2 * 64, 3 * 64))
                .as("row 3 is line 3")
                .containsExactly(Tensors.read(out, "text"));
        Path empty = Files.createFile(folder.resolve("empty.txt"));
        vtp("embed", "--text-file", empty, "-o", out).hasCode(2).hasOneLineOfError("there is no text in it");
    }
}
