package vtp.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.engine.TestModels;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.WeightType;
import vtp.engine.image.Pixels;
import vtp.engine.image.Quality;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.Scores;
import vtp.loader.Json;

/** The built-in model on its bundled pictures. */
class NanoTest {
    private static final Path FOLDER = TestModels.GOLDENS.resolve("nano");
    private static VtpModel nano;

    @BeforeAll
    static void load() throws IOException {
        nano = VtpModel.load(TestModels.NANO, TestModels.threads(2));
    }

    @AfterAll
    static void close() {
        nano.close();
    }

    static List<Path> pictures() {
        return TestModels.folders(FOLDER);
    }

    @Test
    void allPicturesAreHere() {
        assertThat(pictures()).hasSize(10);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void everyStageIsTheReferences(Path picture) throws IOException {
        assertThat(TestModels.golden(picture).compare(nano))
                .hasSizeGreaterThan(30)
                .allMatch(StageError::within);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    @SuppressWarnings("unchecked")
    void reconstructionsAreAsGoodAsTheReferences(Path picture) throws IOException {
        Map<String, Object> qualities = Json.readObject(FOLDER.resolve("quality.json"));
        Map<String, Object> expected =
                (Map<String, Object>) qualities.get(picture.getFileName().toString());
        Rgb image = TestModels.golden(picture).image();
        Pixels decoded = nano.decode(nano.encode(Pixels.normalise(image)));
        Quality quality = Quality.of(image.data(), decoded.toUnitRgb(0), image.height(), image.width());
        assertThat(quality.psnrDb()).isCloseTo(((Number) expected.get("psnr_db")).doubleValue(), within(0.01));
        assertThat(quality.ssim()).isCloseTo(((Number) expected.get("ssim")).doubleValue(), within(0.001));
    }

    @Test
    @SuppressWarnings("unchecked")
    void labelsAreTheReferences() throws IOException {
        Map<String, Object> golden = Json.readObject(FOLDER.resolve("labels.json"));
        List<String> labels = (List<String>) golden.get("labels");
        Embeddings texts = nano.textFeatures(labels);
        Map<String, Map<String, Object>> pictures = (Map<String, Map<String, Object>>) golden.get("pictures");
        assertThat(pictures).hasSize(8);
        for (Map.Entry<String, Map<String, Object>> picture : pictures.entrySet()) {
            String name = picture.getKey().replace(".png", "");
            Rgb image = TestModels.golden(FOLDER.resolve(name)).image();
            float[] row = Scores.probabilities(nano.imageFeatures(Pixels.normalise(image)), texts, 100)
                    .row(0);
            List<Number> probabilities = (List<Number>) picture.getValue().get("probabilities");
            int best = 0;
            for (int i = 0; i < row.length; i++) {
                assertThat((double) row[i]).isCloseTo(probabilities.get(i).doubleValue(), within(0.01));
                best = row[i] > row[best] ? i : best;
            }
            assertThat(labels.get(best)).isEqualTo(picture.getValue().get("best"));
        }
    }

    @Test
    void bfloat16WeightsKeptAsBfloat16ChangeNothing() throws IOException {
        Pixels pixels =
                Pixels.normalise(TestModels.golden(FOLDER.resolve("landscape")).image());
        LoadOptions options = TestModels.threads(2).withWeights(WeightType.BF16);
        try (VtpModel half = VtpModel.load(TestModels.NANO, options)) {
            Latents latents = nano.encode(pixels);
            assertThat(half.encode(pixels).data()).isEqualTo(latents.data());
            assertThat(half.decode(latents).data())
                    .isEqualTo(nano.decode(latents).data());
            assertThat(half.textFeatures(List.of("a red circle")).data())
                    .isEqualTo(nano.textFeatures(List.of("a red circle")).data());
        }
    }

    @Test
    void aFileOfTheFolderIsTheModelToo() throws IOException {
        try (VtpModel model = VtpModel.load(TestModels.NANO.resolve("model.safetensors"))) {
            assertThat(model.name()).isEqualTo("nano");
            assertThat(Files.isDirectory(TestModels.NANO)).isTrue();
        }
    }
}
