package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("any-width")
class QualityTest {
    /**
     * Expected, in float64: scikit-image 0.26's {@code structural_similarity(x, y, channel_axis=2, data_range=1.0,
     * gaussian_weights=True, sigma=1.5, use_sample_covariance=False)} and {@code -10 * log10(((x - y) ** 2).mean())}.
     */
    @ParameterizedTest
    @CsvSource({
        "11, 11, 22.482611147307225, 0.8555918053684475",
        "11, 30, 22.501869803854486, 0.902699989714666",
        "13, 17, 22.545636488131088, 0.8917067388283515",
        "40, 56, 22.4733511456456, 0.8708574748258675",
        "256, 256, 22.46584594367228, 0.8705577754215716"
    })
    void agreesWithScikitImage(int height, int width, double psnrDb, double ssim) {
        byte[] picture = picture(height, width);
        Quality quality = Quality.of(picture, disturbed(picture, height, width), height, width);
        assertThat(quality.psnrDb()).isCloseTo(psnrDb, within(1e-10));
        assertThat(quality.ssim()).isCloseTo(ssim, within(1e-10));
    }

    @Test
    void anExactReconstructionIsInfinitelyGood() {
        byte[] picture = new byte[12 * 16 * 3];
        float[] same = new float[picture.length];
        for (int i = 0; i < picture.length; i += 2) {
            picture[i] = (byte) 255;
            same[i] = 1.5f; // clamped
        }
        assertThat(Quality.of(picture, same, 12, 16)).isEqualTo(new Quality(Double.POSITIVE_INFINITY, 1.0));
    }

    @Test
    void aNanIsNotHidden() {
        byte[] picture = picture(16, 16);
        float[] broken = disturbed(picture, 16, 16);
        broken[300] = Float.NaN;
        assertThat(Quality.of(picture, broken, 16, 16)).isEqualTo(new Quality(Double.NaN, Double.NaN));
    }

    @Test
    void refusesWhatItCannotMeasure() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quality.of(new byte[10 * 64 * 3], new float[10 * 64 * 3], 10, 64))
                .withMessageContaining("64 × 10")
                .withMessageContaining("at least 11 × 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quality.of(new byte[16 * 16 * 3], new float[16 * 16], 16, 16))
                .withMessageContaining("256")
                .withMessageContaining("768");
    }

    private static byte[] picture(int height, int width) {
        byte[] picture = new byte[height * width * 3];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    picture[at++] = (byte) (x * 7 + y * 13 + c * 50 + x * y % 11 * 5);
                }
            }
        }
        return picture;
    }

    /** Up to 33 levels off, and so partly outside 0 to 1. */
    private static float[] disturbed(byte[] picture, int height, int width) {
        float[] disturbed = new float[picture.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    int error = ((x * 31 + y * 17 + c * 7) % 23 - 11) * 3;
                    disturbed[at] = ((picture[at] & 0xFF) + error) / 255f;
                    at++;
                }
            }
        }
        return disturbed;
    }
}
