package vtp.engine.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class YuvToRgbTest {
    private static Frame grey(int luma) {
        Frame frame = new Frame(1, 1);
        Arrays.fill(frame.luma.samples, (byte) luma);
        Arrays.fill(frame.u.samples, (byte) 128);
        Arrays.fill(frame.v.samples, (byte) 128);
        return frame;
    }

    @Test
    void greysKeepToTheLimitedRange() {
        for (int luma = 0; luma < 256; luma++) {
            byte[] rgb = YuvToRgb.convert(grey(luma), 1, 1);
            int expected = (int) Math.round(Math.clamp((luma - 16) * 255 / 219.0, 0, 255));
            for (byte channel : rgb) { // rounded by themselves
                assertThat(channel & 0xff).isBetween(expected - 1, expected + 1);
            }
        }
    }

    /**
     * Nine, three, three and one sixteenth: a lone sample of chroma fades to all sides, and stays whole at a corner.
     */
    @Test
    void chromaIsInterpolated() {
        Frame frame = grey(100);
        frame.u.samples[frame.u.at(1, 1)] = (byte) (128 + 48);
        byte[] rgb = YuvToRgb.convert(frame, 7, 6);
        int[][] sixteenths = {
            {0, 0, 0, 0, 0, 0, 0}, {0, 1, 3, 3, 1, 0, 0}, {0, 3, 9, 9, 3, 0, 0},
            {0, 3, 9, 9, 3, 0, 0}, {0, 1, 3, 3, 1, 0, 0}, {0, 0, 0, 0, 0, 0, 0}
        };
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 7; x++) {
                byte[] alike = colour(100, 128 + 3 * sixteenths[y][x]);
                assertThat(Arrays.copyOfRange(rgb, 3 * (7 * y + x), 3 * (7 * y + x) + 3))
                        .as("row %d column %d", y, x)
                        .isEqualTo(alike);
            }
        }
        frame = grey(100);
        frame.u.samples[frame.u.at(0, 0)] = (byte) 200;
        assertThat(Arrays.copyOf(YuvToRgb.convert(frame, 1, 1), 3)).isEqualTo(colour(100, 200));
    }

    private static byte[] colour(int luma, int u) {
        Frame frame = grey(luma);
        Arrays.fill(frame.u.samples, (byte) u);
        return YuvToRgb.convert(frame, 1, 1);
    }
}
