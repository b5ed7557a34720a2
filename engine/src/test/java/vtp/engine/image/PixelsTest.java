package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vtp.loader.Checkpoint;

@Tag("any-width")
class PixelsTest {
    private static final Path GOLDEN = Goldens.FOLDER.resolve("variants/released_style/golden.safetensors");

    @Test
    void normalisesAsTheReference() throws IOException {
        try (Checkpoint golden = Checkpoint.open(GOLDEN)) {
            Pixels pixels = Pixels.normalise(Goldens.rgb(golden, "image"));
            assertThat(List.of(pixels.batch(), pixels.height(), pixels.width())).containsExactly(1, 64, 64);
            assertThat(pixels.data()).containsExactly(Goldens.floats(golden, "pixels"));
        }
    }

    @Test
    void makesTheReferencesPicture() throws IOException {
        try (Checkpoint golden = Checkpoint.open(GOLDEN)) {
            Pixels decoded = Pixels.of(Goldens.floats(golden, "decoded"), 1, 64, 64);
            Rgb rgb = Goldens.rgb(golden, "rgb");
            assertThat(decoded.toRgb(0, Rounding.TRUNC)).isEqualTo(rgb);
            assertThat(decoded.toRgb(0, Rounding.NEAREST)).isNotEqualTo(rgb);
        }
    }

    @Test
    void nearestBringsEveryLevelBack() {
        Rgb levels = Rgb.black(16, 16);
        for (int i = 0; i < levels.data().length; i++) {
            levels.data()[i] = (byte) (i / 3);
        }
        assertThat(Pixels.normalise(levels).toRgb(0, Rounding.NEAREST)).isEqualTo(levels);
    }

    @Test
    void aBatchIsItsPictures() {
        Rgb first = Goldens.drawn(4, 6);
        Rgb second = Goldens.smooth(4, 6);
        Pixels batch = Pixels.normalise(List.of(first, second));
        assertThat(batch.toRgb(0, Rounding.NEAREST)).isEqualTo(first);
        assertThat(batch.toRgb(1, Rounding.NEAREST)).isEqualTo(second);
        assertThatThrownBy(() -> batch.toRgb(2, Rounding.NEAREST)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void unitValuesAreClampedAndInterleaved() {
        Pixels pixels = Pixels.of(new float[] {-100, 100, 0, 0, 100, Float.POSITIVE_INFINITY}, 1, 1, 2);
        float[] unit = pixels.toUnitRgb(0);
        assertThat(unit[0]).isZero();
        assertThat(unit[3]).isEqualTo(1);
        assertThat(unit[1]).isCloseTo(0.456f, org.assertj.core.data.Offset.offset(1e-6f));
        assertThat(unit[2]).isEqualTo(1);
        assertThat(unit[5]).isEqualTo(1);
    }

    @Test
    void neverPaintsNaN() {
        Pixels pixels = Pixels.of(new float[] {0, 0, 0, Float.NaN, 0, 0}, 1, 1, 2);
        assertThatThrownBy(() -> pixels.toRgb(0, Rounding.TRUNC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(0, 1, 0, 1)");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Pixels.of(new float[5], 1, 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("need 6 values, got 5");
        assertThatThrownBy(() -> Pixels.normalise(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pixels.normalise(List.of(Goldens.drawn(2, 3), Goldens.drawn(3, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one size");
    }
}
