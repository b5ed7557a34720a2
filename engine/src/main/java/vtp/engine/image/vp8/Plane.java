package vtp.engine.image.vp8;

import java.util.Arrays;

/**
 * The samples of one channel, whole macroblocks, with the edge that prediction looks at where there is no picture
 * (section 12.2): a row of 127 above, which begins left of the picture and ends right of it, and a column of 129 on the
 * left.
 *
 * <pre>
 * 127 127 127 127 … 127  127 127 127 127
 * 129  s   s   s  …  s    r   r   r   r      r: margin, see {@link #extendRight}
 * 129  s   s   s  …  s    r   r   r   r
 * </pre>
 */
final class Plane {
    private static final int LEFT = 1;
    /** A 4 × 4 block looks at four samples above and right of itself. */
    private static final int RIGHT = 4;

    private static final byte ABOVE_SAMPLE = 127;
    private static final byte LEFT_SAMPLE = (byte) 129;

    final byte[] samples;
    /** Samples from one row to the next. */
    final int stride;

    private final int width;

    /** A plane of the given sides, edge not counted. */
    Plane(int width, int height) {
        this.width = width;
        stride = LEFT + width + RIGHT;
        samples = new byte[stride * (1 + height)];
        Arrays.fill(samples, 0, stride, ABOVE_SAMPLE);
        for (int at = stride; at < samples.length; at += stride) {
            samples[at] = LEFT_SAMPLE;
        }
    }

    /** Where the sample of a row and a column is. */
    int at(int y, int x) {
        return (1 + y) * stride + LEFT + x;
    }

    /** Repeats a row's last sample in its right margin, as libwebp does for the last macroblock of the row below. */
    void extendRight(int y) {
        int end = at(y, width);
        Arrays.fill(samples, end, end + RIGHT, samples[end - 1]);
    }
}
