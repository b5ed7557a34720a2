package vtp.engine.image;

import vtp.engine.image.StructuralSimilarity.Windows;

/**
 * How close a reconstruction is to its picture. Both measures compare values from 0 to 1, and are computed in double.
 *
 * @param psnrDb peak signal-to-noise ratio in decibels, −10 · log10(mean squared error over all values and channels);
 *     positive infinity for an exact reconstruction
 * @param ssim structural similarity over {@link Windows#INTERIOR}, at most 1
 * @since 0.1.0
 */
public record Quality(double psnrDb, double ssim) {
    /** Below this height or width there is no structural similarity: its window does not fit. */
    public static final int SMALLEST_SIDE = StructuralSimilarity.WINDOW;

    /**
     * Compares a picture with a reconstruction. A NaN in the reconstruction makes both measures NaN.
     *
     * @param rgb8 the picture, height × width × 3, row by row, 0 to 255 unsigned
     * @param rgb the reconstruction, likewise, 0 to 1; what lies outside is clamped
     * @throws IllegalArgumentException if an array's length is not height · width · 3, or a side is below
     *     {@link #SMALLEST_SIDE}
     */
    public static Quality of(byte[] rgb8, float[] rgb, int height, int width) {
        requireValues(rgb8, rgb, height, width);
        double ssim = StructuralSimilarity.of(rgb8, rgb, height, width, Windows.INTERIOR);
        return new Quality(psnrDb(rgb8, rgb), ssim);
    }

    static void requireValues(byte[] rgb8, float[] rgb, int height, int width) {
        long values = 3L * height * width;
        if (rgb8.length != values || rgb.length != values) {
            throw new IllegalArgumentException("The picture has " + rgb8.length + " values and the reconstruction "
                    + rgb.length + ", but " + height + " × " + width + " × 3 pixels need " + values + ".");
        }
    }

    private static double psnrDb(byte[] rgb8, float[] rgb) {
        double squares = 0;
        for (int i = 0; i < rgb.length; i++) {
            double error = unit(rgb8[i]) - unit(rgb[i]);
            squares += error * error;
        }
        return -10 * Math.log10(squares / rgb.length);
    }

    static double unit(byte value) {
        return (value & 0xFF) / 255.0;
    }

    static double unit(float value) {
        return Math.clamp(value, 0.0, 1.0);
    }
}
