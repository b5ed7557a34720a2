package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.Layers;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.TokenFeatures;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;

/** Extraction with the built-in model, against the reference's. */
class ModelEncoderTest {
    private static final Path NANO = Path.of("../testdata/nano");
    private static final List<String> GOLDEN_PICTURES = List.of("landscape", "red-circle");

    private static VtpModel model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load() throws IOException {
        model = VtpModel.load(NANO, LoadOptions.defaults().withThreads(1));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static ModelEncoder encoder(Set<FeatureKind> what, boolean flip) {
        return new ModelEncoder(model, Preparation.CROP, 256, what, flip, new int[] {1, 3});
    }

    private static Rgb picture(String name) throws IOException {
        return new PictureReader().read(NANO.resolve("pictures/" + name + ".png"));
    }

    private static double relativeError(float[] actual, float[] expected) {
        double squares = 0;
        double spread = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += Math.pow((double) actual[i] - expected[i], 2);
            spread += Math.pow(expected[i], 2);
        }
        return Math.sqrt(squares / spread);
    }

    @Test
    void latentsOfAFolderAreThoseOfTheReferencesExtraction() throws Exception {
        Path pictures = folder.resolve("pictures");
        Files.createDirectory(pictures);
        for (String name : GOLDEN_PICTURES) {
            Files.copy(NANO.resolve("pictures/" + name + ".png"), pictures.resolve(name + ".png"));
        }
        ExtractionPlan plan = new ExtractionPlan("nano", Map.of(), Dtype.F32, 10, 0, 1);
        new Extraction(new FlatFolder(pictures, false), encoder(Set.of(FeatureKind.LATENTS), true), plan, folder)
                .run(new ExtractionListener() {});
        List<ShardReader.Picture> read = ShardReader.read(folder);
        assertThat(read).hasSize(GOLDEN_PICTURES.size());
        try (Checkpoint golden = Checkpoint.open(Path.of("../testdata/goldens/eval/extract.safetensors"))) {
            for (int i = 0; i < read.size(); i++) {
                float[] latents = ShardReader.row(golden, "latents", 2, i);
                float[] flipped = ShardReader.row(golden, "latents_flip", 2, i);
                assertThat(relativeError(read.get(i).latents(), latents)).isLessThan(TOLERANCE);
                assertThat(relativeError(read.get(i).flipped(), flipped)).isLessThan(TOLERANCE);
            }
            // The landscape is no mirror of itself.
            float[] landscape = ShardReader.row(golden, "latents", 2, 0);
            assertThat(relativeError(read.get(0).flipped(), landscape)).isGreaterThan(100 * TOLERANCE);
        }
    }

    private static final double TOLERANCE = 1e-5;

    @Test
    void featuresAreThoseOfTheModelsOwnCalls() throws IOException {
        ModelEncoder encoder = encoder(EnumSet.allOf(FeatureKind.class), false);
        Rgb picture = picture("landscape");
        Pixels pixels = model.prepare(picture, Preparation.CROP);
        float[][] rows = encoder.encode(picture);
        List<ShardTensor> tensors = encoder.tensors();
        assertThat(tensors)
                .extracting(tensor -> tensor.folder() + ":" + tensor.name())
                .containsExactly(
                        ":latents",
                        "clip:clip",
                        "cls:cls",
                        "patch-mean:patch_mean",
                        "layers:layer.1.cls",
                        "layers:layer.1.patch_mean",
                        "layers:layer.3.cls",
                        "layers:layer.3.patch_mean");
        for (int i = 0; i < rows.length; i++) {
            assertThat(rows[i]).as(tensors.get(i).name()).hasSize(tensors.get(i).length());
        }
        assertThat(rows[0]).isEqualTo(model.encode(pixels).data());
        assertThat(rows[1]).isEqualTo(model.imageFeatures(pixels).data());
        TokenFeatures last = model.lastLayer(pixels);
        assertThat(rows[2]).isEqualTo(last.cls());
        double sum = 0;
        for (int i = 5; i < last.patch().length; i += last.channels()) {
            sum += last.patch()[i];
        }
        assertThat(rows[3][5]).isEqualTo((float) (sum / (last.height() * last.width())));
        assertThat(rows[4]).isEqualTo(model.layers(pixels, Layers.of(1)).get(0).cls());
        assertThat(rows[6]).isEqualTo(rows[2]);
        assertThat(rows[7]).isEqualTo(rows[3]);
        Set<FeatureKind> onePass = Set.of(FeatureKind.CLIP, FeatureKind.CLS);
        assertThat(encoder(onePass, false).encode(picture("landscape")))
                .isDeepEqualTo(new float[][] {rows[1], rows[2]});
    }

    @Test
    void theMirroredPictureIsThePreparedOneTurnedRound() throws IOException {
        Rgb prepared = Preparation.CROP.apply(picture("landscape"), 256, 16);
        byte[] mirrored = new byte[prepared.data().length];
        for (int y = 0; y < 256; y++) {
            for (int x = 0; x < 256; x++) {
                for (int c = 0; c < 3; c++) {
                    mirrored[3 * (256 * y + x) + c] = prepared.data()[3 * (256 * y + 255 - x) + c];
                }
            }
        }
        float[] expected =
                model.encode(Pixels.normalise(new Rgb(256, 256, mirrored))).data();
        assertThat(encoder(Set.of(FeatureKind.LATENTS), true).encode(prepared)[1])
                .isEqualTo(expected);
    }

    @Test
    void whatGivesRowsOfSeveralShapesIsRefused() {
        Set<FeatureKind> latents = Set.of(FeatureKind.LATENTS);
        assertThatThrownBy(() -> new ModelEncoder(model, Preparation.NONE, 256, latents, true, new int[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have one size");
        assertThatThrownBy(() -> new ModelEncoder(model, Preparation.CROP, 256, Set.of(), true, new int[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
