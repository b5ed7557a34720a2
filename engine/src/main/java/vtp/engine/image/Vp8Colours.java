package vtp.engine.image;

/** YCbCr 4:2:0 with luma 16 to 235 (BT.601) to RGB, chroma interpolated, as libwebp does by default ("fancy upsampling"). */
final class Vp8Colours {
    private Vp8Colours() {}

    static Rgb toRgb(Vp8Plane luma, Vp8Plane blue, Vp8Plane red, int width, int height) {
        Rgb out = Rgb.black(height, width);
        int to = 0;
        for (int y = 0; y < height; y++) {
            int near = y / 2 * blue.stride;
            int far = neighbour(y, height) * blue.stride;
            for (int x = 0; x < width; x++) {
                int nx = x / 2;
                int fx = neighbour(x, width);
                int l = luma.pixels[y * luma.stride + x] & 0xff;
                int u = interpolate(blue.pixels, near + nx, near + fx, far + nx, far + fx);
                int v = interpolate(red.pixels, near + nx, near + fx, far + nx, far + fx);
                out.data()[to] = clip(high(l, 19077) + high(v, 26149) - 14234);
                out.data()[to + 1] = clip(high(l, 19077) - high(u, 6419) - high(v, 13320) + 8708);
                out.data()[to + 2] = clip(high(l, 19077) + high(u, 33050) - 17685);
                to += 3;
            }
        }
        return out;
    }

    /** The second-nearest chroma sample of a luma sample; the picture's last one repeats. */
    private static int neighbour(int i, int length) {
        int last = (length + 1) / 2 - 1;
        return Math.clamp(i % 2 == 0 ? i / 2 - 1 : i / 2 + 1, 0, last);
    }

    /** About (9 a + 3 b + 3 c + d) / 16, with libwebp's two roundings. */
    private static int interpolate(byte[] p, int a, int b, int c, int d) {
        int nearest = p[a] & 0xff;
        int diagonal = (nearest + 3 * (p[b] & 0xff) + 3 * (p[c] & 0xff) + (p[d] & 0xff) + 8) >> 3;
        return (diagonal + nearest) >> 1;
    }

    private static int high(int value, int factor) {
        return (value * factor) >> 8;
    }

    private static byte clip(int value) {
        return (byte) Math.clamp(value >> 6, 0, 255);
    }
}
