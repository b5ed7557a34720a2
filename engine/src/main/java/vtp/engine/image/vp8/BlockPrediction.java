package vtp.engine.image.vp8;

import java.util.Arrays;

/**
 * Predicts a square of samples, all luma of a macroblock (16) or one chroma channel (8), from those around it (sections
 * 12.2 and 12.3).
 */
final class BlockPrediction {
    private BlockPrediction() {}

    /**
     * Predicts.
     *
     * @param at the square's upper left sample
     * @param hasAbove whether the row above is in the picture; only the mean looks elsewhere if not
     */
    static void predict(int mode, Plane plane, int at, int size, boolean hasAbove, boolean hasLeft) {
        byte[] samples = plane.samples;
        int stride = plane.stride;
        int end = at + size * stride;
        switch (mode) {
            case Mode.DC -> {
                byte mean = (byte) mean(samples, at, stride, size, hasAbove, hasLeft);
                for (int row = at; row < end; row += stride) {
                    Arrays.fill(samples, row, row + size, mean);
                }
            }
            case Mode.VERTICAL -> {
                for (int row = at; row < end; row += stride) {
                    System.arraycopy(samples, at - stride, samples, row, size);
                }
            }
            case Mode.HORIZONTAL -> {
                for (int row = at; row < end; row += stride) {
                    Arrays.fill(samples, row, row + size, samples[row - 1]);
                }
            }
            default -> trueMotion(samples, at, stride, size);
        }
    }

    private static int mean(byte[] samples, int at, int stride, int size, boolean hasAbove, boolean hasLeft) {
        int sum = 0;
        int count = 0;
        if (hasAbove) {
            count += size;
            for (int i = 0; i < size; i++) {
                sum += samples[at - stride + i] & 0xff;
            }
        }
        if (hasLeft) {
            count += size;
            for (int i = 0; i < size; i++) {
                sum += samples[at - 1 + i * stride] & 0xff;
            }
        }
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    /** Left + above − corner, clipped, for each sample. */
    static void trueMotion(byte[] samples, int at, int stride, int size) {
        int above = at - stride;
        int corner = samples[above - 1] & 0xff;
        for (int y = 0; y < size; y++) {
            int row = at + y * stride;
            int difference = (samples[row - 1] & 0xff) - corner;
            for (int x = 0; x < size; x++) {
                samples[row + x] = Clip.toByte((samples[above + x] & 0xff) + difference);
            }
        }
    }
}
