package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("any-width")
class ResizeTest {
    static List<Map<String, Object>> cases() {
        return Goldens.rows("resize.json");
    }

    @Test
    void goldensAreThere() {
        assertThat(cases()).hasSizeGreaterThan(200);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsPillow(Map<String, Object> row) {
        int height = Goldens.number(row, "in", 0);
        int width = Goldens.number(row, "in", 1);
        Rgb picture = row.get("picture").equals("drawn") ? Goldens.drawn(height, width) : Goldens.smooth(height, width);
        Resize.Filter filter = Resize.Filter.valueOf((String) row.get("filter"));
        Rgb out = Resize.resize(picture, Goldens.number(row, "out", 0), Goldens.number(row, "out", 1), filter);
        assertThat(Goldens.sha256(out)).isEqualTo(row.get("sha256"));
    }

    /** A window is what cutting it out of the whole gives, also where the columns come first. */
    @ParameterizedTest
    @CsvSource({"60,40,90,77,10,3", "60,40,31,20,10,3", "405,4,300,9,100,2", "5,300,64,700,50,400"})
    void windowIsAPartOfTheWhole(int height, int width, int toHeight, int toWidth, int top, int left) {
        Rgb picture = Goldens.drawn(height, width);
        for (Resize.Filter filter : Resize.Filter.values()) {
            Rgb whole = Resize.resize(picture, toHeight, toWidth, filter);
            Rgb window = Resize.window(picture, toHeight, toWidth, filter, top, left, 7, 5);
            assertThat(window).isEqualTo(whole.crop(top, left, 7, 5));
        }
    }

    @Test
    void sameSizeIsTheSamePicture() {
        Rgb picture = Goldens.drawn(5, 9);
        assertThat(Resize.resize(picture, 5, 9, Resize.Filter.BICUBIC)).isEqualTo(picture);
    }

    @Test
    void refusesSizesThatAreNone() {
        Rgb picture = Goldens.drawn(5, 9);
        assertThatThrownBy(() -> Resize.resize(picture, 0, 9, Resize.Filter.BOX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("height 0");
        assertThatThrownBy(() -> Resize.resize(picture, 60_000, 60_000, Resize.Filter.BOX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("60000");
    }
}
