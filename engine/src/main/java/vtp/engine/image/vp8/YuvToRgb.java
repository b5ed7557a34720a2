package vtp.engine.image.vp8;

/**
 * A frame's samples as RGB, as libwebp makes them: chroma interpolated between its samples ("fancy upsampling"), of
 * which each stands in the middle of four pixels; then ITU-R BT.601's limited range, in integers.
 */
final class YuvToRgb {
    private static final int FRACTION_BITS = 6;

    private final Frame frame;
    private final int width;
    private final int height;
    private final byte[] rgb;
    /** One row of chroma at the width of the picture, or one sample more. */
    private final byte[] u;

    private final byte[] v;

    private YuvToRgb(Frame frame, int width, int height) {
        this.frame = frame;
        this.width = width;
        this.height = height;
        rgb = new byte[3 * width * height];
        u = new byte[width + 1];
        v = new byte[width + 1];
    }

    /** Returns the upper left part of a frame, (height, width, 3). */
    static byte[] convert(Frame frame, int width, int height) {
        YuvToRgb conversion = new YuvToRgb(frame, width, height);
        for (int y = 0; y < height; y++) {
            conversion.convertRow(y);
        }
        return conversion.rgb;
    }

    private void convertRow(int y) {
        int near = y >> 1;
        int far = Math.clamp((y & 1) == 0 ? near - 1 : near + 1, 0, (height - 1) >> 1);
        interpolate(frame.u.samples, frame.u.at(near, 0), frame.u.at(far, 0), u);
        interpolate(frame.v.samples, frame.v.at(near, 0), frame.v.at(far, 0), v);
        byte[] luma = frame.luma.samples;
        int from = frame.luma.at(y, 0);
        int to = 3 * width * y;
        for (int x = 0; x < width; x++) {
            int light = times(luma[from + x], 19077);
            rgb[to] = clip(light + times(v[x], 26149) - 14234);
            rgb[to + 1] = clip(light - times(u[x], 6419) - times(v[x], 13320) + 8708);
            rgb[to + 2] = clip(light + times(u[x], 33050) - 17685);
            to += 3;
        }
    }

    /**
     * Writes a row of chroma between two rows of samples: of the four samples around a pixel the nearest counts 9, its
     * neighbours in the row and in the column 3, the opposite one 1. It is rounded in two steps, as libwebp does it.
     */
    private void interpolate(byte[] samples, int near, int far, byte[] out) {
        int nearLeft = samples[near] & 0xff;
        int farLeft = samples[far] & 0xff;
        out[0] = (byte) ((3 * nearLeft + farLeft + 2) >> 2);
        int pairs = (width - 1) >> 1;
        for (int i = 1; i <= pairs; i++) {
            int nearRight = samples[near + i] & 0xff;
            int farRight = samples[far + i] & 0xff;
            int sum = nearLeft + nearRight + farLeft + farRight + 8;
            out[2 * i - 1] = (byte) ((((sum + 2 * (nearRight + farLeft)) >> 3) + nearLeft) >> 1);
            out[2 * i] = (byte) ((((sum + 2 * (nearLeft + farRight)) >> 3) + nearRight) >> 1);
            nearLeft = nearRight;
            farLeft = farRight;
        }
        // The last pixel of an even width has no sample on its right; that of an odd width was written, one past is not
        // read.
        out[2 * pairs + 1] = (byte) ((3 * nearLeft + farLeft + 2) >> 2);
    }

    private static int times(byte sample, int factor) {
        return ((sample & 0xff) * factor) >> 8;
    }

    private static byte clip(int value) {
        return Clip.toByte(value >> FRACTION_BITS);
    }
}
