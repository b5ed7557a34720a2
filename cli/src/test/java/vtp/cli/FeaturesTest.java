package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.cli.file.NumberType;
import vtp.cli.file.Tensor;
import vtp.engine.image.PictureReader;
import vtp.engine.image.PrincipalComponents;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.TokenFeatures;
import vtp.loader.Checkpoint;
import vtp.loader.FloatReader;
import vtp.loader.Npy;
import vtp.loader.TensorInfo;

class FeaturesTest {

    @TempDir
    private Path folder;

    private Path features(Object... options) {
        Path out = folder.resolve("features.safetensors");
        Object[] command = new Object[options.length + 4];
        command[0] = "features";
        command[1] = picture("black-star");
        command[2] = "-o";
        command[3] = out;
        System.arraycopy(options, 0, command, 4, options.length);
        vtp(command).hasCode(0);
        return out;
    }

    private static void isGolden(Path file, String key, String stage) {
        float[] actual = Tensors.read(file, key);
        float[] expected = Tensors.read(Cli.GOLDENS.resolve("black-star/golden.safetensors"), stage);
        double squares = 0;
        double spread = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += Math.pow((double) actual[i] - expected[i], 2);
            spread += Math.pow(expected[i], 2);
        }
        assertThat(actual).hasSameSizeAs(expected);
        assertThat(Math.sqrt(squares / spread)).isLessThan(2e-3);
    }

    @Test
    void theLastLayerIsThatOfTheReference() {
        Path out = features();
        assertThat(Tensors.shapes(out)).isEqualTo(Map.of("cls", List.of(1L, 128L), "patch", List.of(1L, 256L, 128L)));
        assertThat(Tensors.metadata(out)).containsEntry("preparation", "squash 256");
        isGolden(out, "cls", "last.cls");
    }

    @Test
    void theNeckAndClipAreThoseOfTheReference() {
        isGolden(features("--neck"), "cls", "neck.cls");
        Path clip = features("--clip");
        assertThat(Tensors.shapes(clip)).isEqualTo(Map.of("clip", List.of(1L, 64L)));
        isGolden(clip, "clip", "clip.image");
        isGolden(features("--clip", "--no-norm"), "clip", "clip.image_raw");
    }

    @Test
    void layersAreNamedByTheirNumbers() {
        Path lastTwo = features("--layer", "last:2");
        assertThat(Tensors.shapes(lastTwo).keySet())
                .containsExactly("layer.2.cls", "layer.2.patch", "layer.3.cls", "layer.3.patch");
        isGolden(lastTwo, "layer.2.cls", "inter.0.cls");
        isGolden(lastTwo, "layer.3.cls", "inter.1.cls");
        isGolden(features("--layer", "3,2", "--no-norm"), "layer.2.cls", "inter_raw.0.cls");
    }

    @Test
    void clipFeaturesOfAFolderFitIntoOneArray() throws IOException {
        Path out = folder.resolve("clip.npy");
        vtp("features", Cli.PICTURES, "--clip", "-o", out).hasCode(0);
        assertThat(Npy.read(out).shape()).containsExactly(9L, 64L);
    }

    @Test
    void thePaintingOfTheComponentsHasThePicturesSize() throws IOException {
        Path png = folder.resolve("pca.png");
        features("--prepare", "none", "--pca", png);
        Rgb painting = new PictureReader().read(png);
        assertThat(painting.height()).isEqualTo(256);
        assertThat(painting.data()).contains(0, 255);
        byte[] first = Files.readAllBytes(png);
        features("--prepare", "none", "--pca", png, "--threads", "1");
        assertThat(png).hasBinaryContent(first);

        vtp("features", picture("black-star"), picture("red-circle"), "-o", folder, "--pca", png)
                .hasCode(2)
                .hasOneLineOfError("room for one picture");
        vtp("features", picture("black-star"), picture("red-circle"), "-o", folder, "--pca", folder.resolve("pca"))
                .hasCode(0);
        assertThat(folder.resolve("pca/red-circle.png")).exists();
    }

    @Test
    void aPartAloneIsOneArray() throws IOException {
        Path pooled = folder.resolve("pooled.npy");
        vtp("features", Cli.PICTURES, "--only", "pooled", "-o", pooled).hasCode(0);
        assertThat(Npy.read(pooled).shape()).containsExactly(9L, 128L);

        Path all = features("--only", "patch,cls,pooled");
        assertThat(Tensors.shapes(all).keySet()).containsExactlyInAnyOrder("cls", "patch", "pooled");
        float[] patch = Tensors.read(all, "patch");
        float[] mean = Tensors.read(all, "pooled");
        double sum = 0;
        for (int t = 0; t < 256; t++) {
            sum += patch[t * 128 + 5];
        }
        assertThat((double) mean[5]).isCloseTo(sum / 256, within(1e-5));
        assertThat(Tensors.shapes(features("--only", "cls", "--layer", "last:2"))
                        .keySet())
                .containsExactly("layer.2.cls", "layer.3.cls");
        vtp("features", "x.png", "-o", pooled).hasCode(2).hasOneLineOfError("use --only cls, --only pooled or --clip");
        vtp("features", "x.png", "-o", pooled, "--only", "cls", "--layer", "last:2")
                .hasCode(2)
                .hasOneLineOfError("one array");
        vtp("features", "x.png", "-o", pooled, "--clip", "--only", "cls")
                .hasCode(2)
                .hasOneLineOfError("--only has no meaning");
        vtp("features", "x.png", "-o", pooled, "--clip", "--dtype", "bf16")
                .hasCode(2)
                .hasOneLineOfError("npy has no such type");
    }

    @ParameterizedTest
    @CsvSource({"f16, 0.0005", "bf16, 0.004"})
    void halfTheBytesHoldNearlyTheSameNumbers(String type, double error) throws IOException {
        float[] exact = Tensors.read(features(), "patch");
        Path half = features("--dtype", type);
        assertThat(Files.size(half)).isLessThan(exact.length * 3L);
        try (Checkpoint checkpoint = Checkpoint.open(half)) {
            TensorInfo tensor = checkpoint.tensors().get("patch");
            assertThat(tensor.dtype().name()).isEqualToIgnoringCase(type);
            float[] values = new float[exact.length];
            FloatReader.of(checkpoint, tensor).floats(0, values);
            for (int i = 0; i < values.length; i++) {
                assertThat((double) values[i]).isCloseTo(exact[i], within(Math.abs(exact[i]) * error + 1e-7));
            }
        }
        Path npy = folder.resolve("clip.npy");
        if (type.equals("f16")) {
            vtp("features", picture("black-star"), "--clip", "--dtype", type, "-o", npy)
                    .hasCode(0);
            assertThat(Npy.read(npy).dtype().name()).isEqualTo("F16");
        }
    }

    @Test
    void aNumberTooLargeForHalfPrecisionIsRefused() {
        assertThatThrownBy(() -> Tensor.of("x", new float[] {70_000}, 1).as(NumberType.F16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x holds 70000.0, which F16 has no room for; use bf16 or f32");
        assertThat(Tensor.of("x", new float[] {70_000}, 1).as(NumberType.BF16).rows())
                .hasSize(1);
    }

    @Test
    void whatStandsInTheMiddleIsPaintedBright() {
        // Two pictures of opposite features: an object of one value in the middle, a background of the other.
        for (float sign : new float[] {1, -1}) {
            float[] patch = new float[25];
            for (int i = 0; i < patch.length; i++) {
                int y = i / 5;
                int x = i % 5;
                patch[i] = y > 0 && y < 4 && x > 0 && x < 4 ? sign : -sign;
            }
            Rgb painting = PrincipalComponents.paint(new TokenFeatures(new float[1], patch, 1, 5, 5, 1), 1);
            assertThat(painting.data()[0]).isZero();
            assertThat(painting.data()[12 * 3] & 0xff).isEqualTo(255);
        }
    }

    @Test
    void theFirstComponentsAreThoseOfTheLargestSpread() {
        // Four patches: the first axis spreads most, then the second; the third not at all.
        float[] patch = {9, 0, 5, /**/ -9, 0, 5, /**/ 0, 4, 5, /**/ 0, -4, 5};
        Rgb painting = PrincipalComponents.paint(new TokenFeatures(new float[3], patch, 1, 2, 2, 3), 1);
        int[] levels = new int[12];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = painting.data()[i] & 0xff;
        }
        assertThat(levels[0]).isEqualTo(255);
        assertThat(levels[3]).isZero();
        assertThat(levels[6]).isCloseTo(128, within(1));
        assertThat(levels[7]).isEqualTo(255);
        assertThat(levels[10]).isZero();
        assertThat(levels[2]).isCloseTo(128, within(1));
    }
}
