package vtp.engine.image;

import java.awt.image.Raster;

/**
 * libtiff's conversion of Y, Cb, Cr to RGB (tif_color.c), which rounds each term by itself: with luma coefficients
 * (r, g, b) and samples scaled so that their reference black and white become 0 and 255, R = Y + (2 − 2r) Cr,
 * G = Y − (2 − 2b) b/g Cb − (2 − 2r) r/g Cr, B = Y + (2 − 2b) Cb.
 */
final class TiffYcc {
    private static final int VALUES = 256;
    private static final int SCALE_BITS = 16;
    private static final int HALF = 1 << (SCALE_BITS - 1);

    /** Where libtiff clips scaled samples, which grow large where a file's black and white lie close together. */
    private static final float FARTHEST = 128 * 32;

    private final int[] luma = new int[VALUES];
    private final int[] crToRed = new int[VALUES];
    private final int[] crToGreen = new int[VALUES];
    private final int[] cbToGreen = new int[VALUES];
    private final int[] cbToBlue = new int[VALUES];

    /**
     * Fills the tables.
     *
     * @param coefficients of luma: red, green, blue
     * @param blackWhite the reference black and white of Y, Cb and Cr
     */
    TiffYcc(float[] coefficients, float[] blackWhite) {
        float red = 2 - 2 * coefficients[0];
        float blue = 2 - 2 * coefficients[2];
        int ofRed = fixed(red);
        int ofBlue = fixed(blue);
        int redOfGreen = fixed(coefficients[0] * red / coefficients[1]);
        int blueOfGreen = fixed(coefficients[2] * blue / coefficients[1]);
        for (int i = 0; i < VALUES; i++) {
            luma[i] = scaled(i, blackWhite[0], blackWhite[1], 255);
            int cb = scaled(i - 128, blackWhite[2] - 128, blackWhite[3] - 128, 127);
            int cr = scaled(i - 128, blackWhite[4] - 128, blackWhite[5] - 128, 127);
            crToRed[i] = (ofRed * cr + HALF) >> SCALE_BITS;
            cbToBlue[i] = (ofBlue * cb + HALF) >> SCALE_BITS;
            crToGreen[i] = -redOfGreen * cr;
            cbToGreen[i] = -blueOfGreen * cb + HALF;
        }
    }

    private static int fixed(float factor) {
        return (int) (Math.clamp(factor, 0f, 2f) * (1L << SCALE_BITS) + 0.5);
    }

    private static int scaled(int code, float black, float white, float range) {
        float span = white - black == 0 ? 1 : white - black;
        return (int) Math.clamp((code - (int) black) * range / span, -FARTHEST, FARTHEST);
    }

    /** Converts a raster of three bands of 8 bits. */
    Rgb toRgb(Raster raster) {
        Rgb out = Rgb.black(raster.getHeight(), raster.getWidth());
        byte[] rgb = out.data();
        int[] row = new int[raster.getNumBands() * out.width()];
        int to = 0;
        for (int y = 0; y < out.height(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, out.width(), 1, row);
            for (int from = 0; from < row.length; from += raster.getNumBands()) {
                int light = luma[row[from]];
                int cb = row[from + 1];
                int cr = row[from + 2];
                rgb[to] = clip(light + crToRed[cr]);
                rgb[to + 1] = clip(light + ((cbToGreen[cb] + crToGreen[cr]) >> SCALE_BITS));
                rgb[to + 2] = clip(light + cbToBlue[cb]);
                to += Rgb.CHANNELS;
            }
        }
        return out;
    }

    private static byte clip(int value) {
        return (byte) Math.clamp(value, 0, 255);
    }
}
