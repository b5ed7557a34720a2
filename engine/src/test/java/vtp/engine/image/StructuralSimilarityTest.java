package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.engine.image.StructuralSimilarity.Windows;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

/** Both definitions against torchmetrics 1.9 and scikit-image, on pairs of pictures. */
@Tag("any-width")
class StructuralSimilarityTest {
    @ParameterizedTest
    @CsvSource({
        "landscape, landscape, landscape_again",
        "small, small, small_near",
        "odd, odd, odd_other",
        "identical, small, small",
        "eleven, eleven/a, eleven/b",
        "six, six/a, six/b"
    })
    void agreesWithTorchmetricsAndScikitImage(String pair, String first, String second) throws IOException {
        try (Checkpoint golden = Checkpoint.open(Goldens.FOLDER.resolve("eval/quality.safetensors"))) {
            compare(golden, pair, picture(golden, first), picture(golden, second));
        }
    }

    @Test
    void blackAndWhiteHaveNothingInCommon() throws IOException {
        Rgb white = Rgb.black(16, 16);
        Arrays.fill(white.data(), (byte) 255);
        try (Checkpoint golden = Checkpoint.open(Goldens.FOLDER.resolve("eval/quality.safetensors"))) {
            compare(golden, "black_white", Rgb.black(16, 16), white);
        }
    }

    private static void compare(Checkpoint golden, String pair, Rgb a, Rgb b) throws IOException {
        double reflected = ssim(a, b, Windows.REFLECTED);
        assertThat(reflected).isCloseTo(number(golden, pair + "/ssim_float64"), within(1e-6));
        assertThat(reflected).isCloseTo(number(golden, pair + "/ssim"), within(1e-5));
        if (golden.tensors().containsKey(pair + "/ssim_interior")) {
            double interior = ssim(a, b, Windows.INTERIOR);
            assertThat(interior).isCloseTo(number(golden, pair + "/ssim_interior"), within(1e-8));
            Quality quality = Quality.of(a.data(), unit(b), a.height(), a.width());
            assertThat(quality.ssim()).isEqualTo(interior);
            double psnr = number(golden, pair + "/psnr");
            if (Double.isFinite(psnr)) {
                assertThat(quality.psnrDb()).isCloseTo(psnr, within(1e-4));
            } else {
                assertThat(quality.psnrDb()).as("but for float32").isGreaterThan(150);
            }
        }
    }

    @Test
    void theTwoAreNotTheSame() throws IOException {
        Rgb a = picture(null, "odd");
        Rgb b = picture(null, "odd_other");
        assertThat(Math.abs(ssim(a, b, Windows.REFLECTED) - ssim(a, b, Windows.INTERIOR)))
                .isGreaterThan(1e-3);
    }

    @Test
    void eachNeedsSidesOfItsOwn() {
        for (Windows windows : List.of(Windows.INTERIOR, Windows.REFLECTED)) {
            int side = windows.smallestSide();
            assertThat(ssim(Rgb.black(side, 20), Rgb.black(side, 20), windows)).isEqualTo(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ssim(Rgb.black(side - 1, 20), Rgb.black(side - 1, 20), windows))
                    .withMessageContaining("at least " + side);
        }
    }

    private static double ssim(Rgb a, Rgb b, Windows windows) {
        return StructuralSimilarity.of(a.data(), unit(b), a.height(), a.width(), windows);
    }

    private static float[] unit(Rgb picture) {
        float[] unit = new float[picture.data().length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (picture.data()[i] & 0xff) / 255f;
        }
        return unit;
    }

    private static Rgb picture(Checkpoint golden, String name) throws IOException {
        if (name.contains("/")) {
            return Goldens.rgb(golden, name);
        }
        try (Checkpoint pictures = Checkpoint.open(Goldens.FOLDER.resolve("eval/pictures.safetensors"))) {
            return Goldens.rgb(pictures, name);
        }
    }

    private static double number(Checkpoint golden, String name) throws IOException {
        TensorInfo info = golden.tensors().get(name);
        double[] value = new double[1];
        golden.copy(info, 0, MemorySegment.ofArray(value));
        return value[0];
    }
}
