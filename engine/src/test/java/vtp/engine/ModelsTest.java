package vtp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.config.ModelException;
import vtp.engine.files.LatentsFile;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Latents;

/** What programs do with a model: find it by name, classify, reconstruct, keep latents. */
@Tag("any-width")
class ModelsTest {
    private static final Path STAR = TestModels.NANO.resolve("pictures/yellow-star.png");

    @Test
    void theBuiltInModelIsFoundByName() throws IOException {
        try (VtpModel model = Models.load("vtp-nano")) {
            assertThat(model.name()).isEqualTo("vtp-nano");
            Rgb picture = Preparation.CROP.apply(new PictureReader().read(STAR), 256, 16);
            Reconstruction copy = Reconstruction.of(model, picture, Rounding.TRUNC);
            assertThat(copy.quality().psnrDb()).isGreaterThan(30);
            assertThat(copy.sideBySide().height()).isGreaterThanOrEqualTo(256);
        }
    }

    @Test
    void aClassifierIsMadeOfLabelsAndTemplates() throws IOException {
        try (VtpModel model = Models.load("vtp-nano")) {
            List<String> labels = List.of("red circle", "yellow star", "blue square");
            int[] told = new int[1];
            ZeroShotClassifier classifier =
                    ZeroShotClassifier.of(model, labels, List.of("a {}", "{}"), done -> told[0] = done);
            assertThat(told[0]).isEqualTo(3);
            float[] row = classifier
                    .classify(model, model.prepare(new PictureReader().read(STAR), Preparation.SQUASH))
                    .row(0);
            assertThat(row[1]).isGreaterThan(0.9f);
            ZeroShotClassifier again = ZeroShotClassifier.ofFeatures(labels, classifier.features());
            assertThat(again.features().row(2)).isEqualTo(classifier.features().row(2));
            assertThatThrownBy(() -> ZeroShotClassifier.ofFeatures(List.of("one"), classifier.features()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ZeroShotClassifier.of(model, List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void latentsAreWrittenAndReadAgain(@TempDir Path folder) throws IOException {
        float[] data = new float[2 * 64 * 3 * 5];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) Math.sin(i);
        }
        Path file = folder.resolve("two.safetensors");
        LatentsFile.write(file, new Latents(data, 2, 64, 3, 5));
        try (LatentsFile latents = LatentsFile.open(file, 64, null)) {
            assertThat(latents.count()).isEqualTo(2);
            assertThat(latents.read(1).data()).isEqualTo(TestModels.slice(data, 1, 64 * 3 * 5));
        }
        assertThatThrownBy(() -> LatentsFile.open(file, 32, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("32");
    }

    @Test
    void whatIsNotThereIsSaidWithWhatToDo(@TempDir Path empty) {
        Map<String, String> environment = Map.of("HF_HUB_CACHE", empty.toString());
        assertThatThrownBy(() -> Models.find("small", environment))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("vtp pull small");
        assertThatThrownBy(() -> Models.find("no such model", environment))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("small, base or large");
        assertThatThrownBy(() -> Models.find("https://example.com/model", environment))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("nothing is fetched");
    }
}
