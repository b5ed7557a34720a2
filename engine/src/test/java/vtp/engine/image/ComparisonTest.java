package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class ComparisonTest {
    @Test
    void theDifferenceIsAmplifiedAboutGrey() {
        Rgb original = new Rgb(1, 1, new byte[] {100, 100, 100});
        Rgb reconstruction = new Rgb(1, 1, new byte[] {100, 110, 10});
        assertThat(Comparison.difference(original, reconstruction))
                .isEqualTo(new Rgb(1, 1, new byte[] {(byte) 128, (byte) 168, 0}));
    }

    @Test
    void thePanelsStandApartUnderTheirCaptions() {
        Rgb original = Goldens.drawn(256, 256);
        Rgb reconstruction = Goldens.drawn(256, 256);
        Rgb all = Comparison.sideBySide(original, reconstruction);
        assertThat(all.width()).isEqualTo(3 * 256 + 4 * 8);
        int top = all.height() - 256 - 8;
        assertThat(top).isGreaterThan(2 * 8);
        assertThat(all.crop(top, 8, 256, 256)).isEqualTo(original);
        assertThat(all.crop(top, 8 + 264, 256, 256)).isEqualTo(reconstruction);
        assertThat(all.crop(top, 8 + 2 * 264, 256, 256)).isEqualTo(Comparison.difference(original, reconstruction));
        for (int panel = 0; panel < 3; panel++) {
            assertThat(all.crop(top, 8 + panel * 264 + 256, 256, 8).data())
                    .as("the gap")
                    .containsOnly(0xff);
            assertThat(all.crop(0, 8 + panel * 264, top, 256).data())
                    .as("a caption")
                    .contains(0x20)
                    .containsOnly(0x20, 0xff);
        }
    }

    @Test
    void aPanelThatIsNarrowerThanItsCaptionGetsRoomForIt() {
        Rgb small = Goldens.drawn(16, 16);
        Rgb all = Comparison.sideBySide(small, small);
        int column = Caption.width("reconstruction", 1);
        assertThat(all.width()).isEqualTo(3 * column + 4 * 8);
        assertThat(all.crop(all.height() - 24, 8 + column + 8, 16, 16)).isEqualTo(small);
        assertThatThrownBy(() -> Caption.draw(small, "?", 0, 0, 1)).hasMessageContaining("'?'");
    }

    @Test
    void refusesOtherSizes() {
        assertThatThrownBy(() -> Comparison.sideBySide(Goldens.drawn(1, 2), Goldens.drawn(2, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 x 2");
    }
}
