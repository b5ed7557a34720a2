package vtp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.image.PictureReader;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Quality;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.TokenFeatures;

/** Compiles and runs the README's quick start in Java: its code blocks are the regions marked below, word for word. */
@Tag("any-width")
class QuickStartTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern REGION = Pattern.compile("(?s)\n *// README\n(.*?)\n *// end\n");

    @Test
    void itRuns(@TempDir Path temporary) throws IOException {
        Path dog = TestModels.NANO.resolve("pictures/yellow-star.png");
        Path copy = temporary.resolve("copy.png");

        // README
        VtpModel model = Models.load("vtp-nano"); // or "small", once "vtp pull small" has been run; or a folder
        Rgb picture = new PictureReader().read(dog);
        Pixels pixels = model.prepare(picture, Preparation.SQUASH); // (1, 3, 256, 256); of a list, a batch
        // end
        try (model) {
            // README
            Latents latents = model.encode(pixels); // (1, 64, 16, 16)
            Pixels decoded = model.decode(latents); // (1, 3, 256, 256)
            PictureWriter.writePng(decoded.toRgb(0, Rounding.TRUNC), copy);
            // end
            assertThat(latents.data()).hasSize(64 * 16 * 16);
            assertThat(Quality.of(pixels.toRgb(0, Rounding.NEAREST).data(), decoded.toUnitRgb(0), 256, 256)
                            .psnrDb())
                    .isGreaterThan(35);
            assertThat(new PictureReader().read(copy)).isEqualTo(decoded.toRgb(0, Rounding.TRUNC));

            // README
            List<String> labels = List.of("a black star", "a yellow star", "a yellow ring");
            ZeroShotClassifier classifier = ZeroShotClassifier.of(model, labels);
            float[] probabilities = classifier.classify(model, pixels).row(0); // of each label; their sum is 1
            Embeddings image = model.imageFeatures(pixels); // (1, 768), of length 1, to search by
            // end
            assertThat(image.width())
                    .isEqualTo(model.config().clip().orElseThrow().text().width());
            assertThat(probabilities).hasSize(3);
            assertThat(probabilities[1]).isGreaterThan(0.9f);

            // README
            TokenFeatures features = model.lastLayer(pixels);
            float[] clsToken = features.cls(); // (1, C)
            float[] patchTokens = features.patch(); // (1, 256, C), row by row
            List<TokenFeatures> lastFour = model.layers(pixels, Layers.last(4)); // the deepest last
            // end
            assertThat(clsToken).hasSize(features.channels());
            assertThat(patchTokens).hasSize(256 * features.channels());
            assertThat(lastFour).hasSize(4);
            assertThat(lastFour.get(3).patch()).isEqualTo(patchTokens);
        }
    }

    @Test
    void itIsTheReadmes() throws IOException {
        Path source = Path.of("src/test/java/vtp/engine/QuickStartTest.java");
        String readme = Files.readString(Path.of("../README.md"));
        String quickStart = readme.substring(readme.indexOf("\n## Quick start\n"), readme.indexOf("\n## In Java\n"));
        assertThat(matches(BLOCK, quickStart)).hasSize(4).isEqualTo(matches(REGION, Files.readString(source)));
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1).stripIndent().strip())
                .toList();
    }
}
