package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("any-width")
class PreparationTest {
    static List<Map<String, Object>> crops() {
        return Goldens.rows("crop.json");
    }

    static List<Map<String, Object>> probes() {
        return Goldens.rows("probe.json");
    }

    @Test
    void goldensAreThere() {
        assertThat(crops()).hasSize(20);
        assertThat(probes()).hasSize(10);
    }

    @ParameterizedTest
    @MethodSource("crops")
    void cropEqualsTheReference(Map<String, Object> row) {
        check(row, Preparation.CROP, Goldens.number(row, "size", 0));
    }

    @ParameterizedTest
    @MethodSource("probes")
    void probeEqualsTheReference(Map<String, Object> row) {
        check(row, Preparation.PROBE, 1000);
    }

    private static void check(Map<String, Object> row, Preparation preparation, int size) {
        Rgb picture = Goldens.drawn(Goldens.number(row, "in", 0), Goldens.number(row, "in", 1));
        Rgb out = preparation.apply(picture, size, 16);
        assertThat(List.of(out.height(), out.width()))
                .containsExactly(Goldens.number(row, "out", 0), Goldens.number(row, "out", 1));
        assertThat(Goldens.sha256(out)).isEqualTo(row.get("sha256"));
    }

    @Test
    void squashIsBilinear() {
        Rgb picture = Goldens.drawn(70, 130);
        assertThat(Preparation.SQUASH.apply(picture, 64, 16))
                .isEqualTo(Resize.resize(picture, 64, 64, Resize.Filter.BILINEAR));
    }

    @Test
    void noneKeepsThePictureOrRefusesIt() {
        Rgb picture = Goldens.drawn(32, 48);
        assertThat(Preparation.NONE.apply(picture, 256, 16)).isSameAs(picture);
        assertThatThrownBy(() -> Preparation.NONE.apply(Goldens.drawn(33, 48), 256, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("height 33 and width 48")
                .hasMessageContaining("16");
    }

    @Test
    void refusesSizesThatThePatchDoesNotDivide() {
        Rgb picture = Goldens.drawn(32, 48);
        assertThatThrownBy(() -> Preparation.CROP.apply(picture, 250, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'crop'");
        assertThatThrownBy(() -> Preparation.SQUASH.apply(picture, 0, 16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Preparation.PROBE.apply(picture, 256, 15))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The whole would be 32 × 64,000,000: only the middle of it is computed. */
    @Test
    void cropsTheMiddleOfAThread() {
        Rgb thread = Goldens.drawn(1, 2_000_000);
        Rgb out = Preparation.CROP.apply(thread, 32, 16);
        assertThat(List.of(out.height(), out.width())).containsExactly(32, 32);
        // Column 31,999,984 of the whole is column 80 of what the six pixels around the middle become.
        Rgb middle = new Rgb(1, 6, Arrays.copyOfRange(thread.data(), 3 * 999_997, 3 * 1_000_003));
        Rgb whole = Resize.resize(middle, 32, 192, Resize.Filter.BICUBIC);
        assertThat(out).isEqualTo(whole.crop(0, 80, 32, 32));
    }
}
