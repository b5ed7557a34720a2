package vtp.evaluation.reconstruction;

import vtp.engine.image.StructuralSimilarity;
import vtp.engine.image.StructuralSimilarity.Windows;

/**
 * How alike two pictures are whose values are 0 to 1, all in float64.
 *
 * @param mse mean squared difference, over all values and channels
 * @param l1 mean absolute difference
 * @param ssim structural similarity over {@link Windows#REFLECTED}, as torchmetrics has it since 1.4.2
 * @param ssimInterior the same over {@link Windows#INTERIOR}, as scikit-image has it; NaN if a side is below 11
 * @since 0.1.0
 */
public record Likeness(double mse, double l1, double ssim, double ssimInterior) {
    /**
     * Compares a picture with its reconstruction.
     *
     * @param rgb8 the picture, height × width × 3, row by row
     * @param original the same as float32 from 0 to 1, as the network's input gives it back
     * @param reconstruction likewise
     * @throws IllegalArgumentException if a side is below 6, or an array's length is not height · width · 3
     */
    public static Likeness of(byte[] rgb8, float[] original, float[] reconstruction, int height, int width) {
        double ssim = StructuralSimilarity.of(rgb8, reconstruction, height, width, Windows.REFLECTED);
        boolean inside = Math.min(height, width) >= Windows.INTERIOR.smallestSide();
        double squares = 0;
        double distances = 0;
        for (int i = 0; i < original.length; i++) {
            double difference = (double) original[i] - reconstruction[i];
            squares += difference * difference;
            distances += Math.abs(difference);
        }
        return new Likeness(
                squares / original.length,
                distances / original.length,
                ssim,
                inside ? StructuralSimilarity.of(rgb8, reconstruction, height, width, Windows.INTERIOR) : Double.NaN);
    }

    /** Returns the peak signal-to-noise ratio in decibels: infinite if nothing differs. */
    public double psnrDb() {
        return psnrDb(mse);
    }

    static double psnrDb(double mse) {
        return -10 * Math.log10(mse);
    }
}
