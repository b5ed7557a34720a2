package vtp.engine.image;

/**
 * Chroma that is subsampled only vertically (4:4:0, and 4:2:2 that was turned by 90°). The JDK's libjpeg repeats its
 * rows; libjpeg-turbo, and so Pillow, interpolates: each row is 3/4 the nearest coded row and 1/4 the next nearest.
 */
final class JpegUpsampling {
    private JpegUpsampling() {}

    /**
     * Interpolates the rows of one component, in place, if they were repeated: a JDK that is built with libjpeg-turbo
     * has done it.
     *
     * @param pixels (H, W, components)
     */
    static void interpolateRows(byte[] pixels, int height, int width, int components, int component) {
        int rowBytes = width * components;
        if (!areRepeated(pixels, height, rowBytes, components, component)) {
            return;
        }
        byte[] above = new byte[width];
        byte[] here = new byte[width];
        for (int y = 0; y < height; y += 2) {
            int below = y + 2 < height ? y + 2 : y;
            for (int x = 0; x < width; x++) {
                int at = y * rowBytes + x * components + component;
                int next = below * rowBytes + x * components + component;
                here[x] = pixels[at];
                int near = 3 * (pixels[at] & 0xff);
                int before = y == 0 ? pixels[at] & 0xff : above[x] & 0xff;
                if (y + 1 < height) {
                    pixels[at + rowBytes] = (byte) ((near + (pixels[next] & 0xff) + 2) >> 2);
                }
                pixels[at] = (byte) ((near + before + 1) >> 2);
            }
            byte[] spent = above;
            above = here;
            here = spent;
        }
    }

    private static boolean areRepeated(byte[] pixels, int height, int rowBytes, int components, int component) {
        for (int y = 0; y + 1 < height; y += 2) {
            for (int at = y * rowBytes + component; at < (y + 1) * rowBytes; at += components) {
                if (pixels[at] != pixels[at + rowBytes]) {
                    return false;
                }
            }
        }
        return true;
    }
}
