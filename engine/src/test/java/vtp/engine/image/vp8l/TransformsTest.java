package vtp.engine.image.vp8l;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class TransformsTest {
    /** Places in the palette, in green. */
    private static int green(int value) {
        return value << 8;
    }

    @Test
    void coloursAreDifferencesAndWhatIsPastThemIsTransparentBlack() {
        ColorIndexing indexing = ColorIndexing.of(5, 1, new int[] {0xff102030, 0x000001ff, 0x01000001});
        int indices = 2 << 6 | 1 << 2; // the lowest bits are the leftmost pixel: 0, 1, 0, 2
        assertThat(indexing.undo(new int[] {green(indices), green(3)}))
                .containsExactly(0xff102030, 0xff10212f, 0xff102030, 0x00102130, 0);
    }

    @Test
    void largePalettesAreNotPacked() {
        int[] differences = new int[17];
        differences[16] = 0xff000005;
        ColorIndexing indexing = ColorIndexing.of(3, 1, differences);
        assertThat(indexing.undo(new int[] {green(16), green(15), green(255)})).containsExactly(0xff000005, 0, 0);
    }

    @Test
    void greenIsAddedToRedAndBlue() {
        assertThat(new SubtractGreen().undo(new int[] {0x80f02011})).containsExactly(0x80102031);
    }

    /** Factors are signed 32nds; blue is helped by the red that is already mended. */
    @Test
    void coloursAreCorrelated() {
        int factors = 32 << 16 | (-16 & 0xff) << 8 | 64; // of red for blue, of green for blue, of green for red
        ColorTransform transform = new ColorTransform(1, 2, new int[] {factors});
        int green = 10;
        int red = 5 + 2 * green;
        int blue = 7 - green / 2 + red;
        assertThat(transform.undo(new int[] {0xff000000 | 5 << 16 | green << 8 | 7}))
                .containsExactly(0xff000000 | red << 16 | green << 8 | blue);
    }

    @Test
    void predictionsAreAddedByTheModeOfTheRegion() {
        int corner = 0x40;
        int above = 0x50;
        int aboveRight = 0x61;
        int left = 0x71;
        int[] expected = {
            0,
            left,
            above,
            aboveRight,
            corner, // as they are
            (((left + aboveRight) / 2) + above) / 2,
            (left + corner) / 2,
            (left + above) / 2,
            (corner + above) / 2,
            (above + aboveRight) / 2,
            ((left + corner) / 2 + (above + aboveRight) / 2) / 2,
            left, // nearer to left + above − corner = 0x81
            left + above - corner,
            (left + above) / 2 + ((left + above) / 2 - corner) / 2,
            0,
            0
        };
        for (int mode = 0; mode < 16; mode++) {
            // Rows as differences: the first from the left, a first pixel from above.
            int[] pixels = {corner, above - corner, aboveRight - above & 0xff, left - corner, 0, 0};
            new Prediction(3, 2, new int[] {green(mode)}).undo(pixels);
            assertThat(pixels[4] & 0xff).as("mode %d", mode).isEqualTo(expected[mode]);
            assertThat(pixels[4] >>> 24).as("alpha, 255 everywhere").isEqualTo(0xff);
        }
    }
}
