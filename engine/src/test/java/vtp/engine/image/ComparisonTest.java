package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class ComparisonTest {
    @Test
    void standsSideBySide() {
        Rgb original = new Rgb(1, 1, new byte[] {100, 100, 100});
        Rgb reconstruction = new Rgb(1, 1, new byte[] {100, 110, 10});
        Rgb expected = new Rgb(1, 3, new byte[] {100, 100, 100, 100, 110, 10, (byte) 128, (byte) 168, 0});
        assertThat(Comparison.sideBySide(original, reconstruction)).isEqualTo(expected);
    }

    @Test
    void refusesOtherSizes() {
        assertThatThrownBy(() -> Comparison.sideBySide(Goldens.drawn(1, 2), Goldens.drawn(2, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 x 2");
    }
}
