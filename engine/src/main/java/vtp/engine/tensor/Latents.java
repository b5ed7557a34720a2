package vtp.engine.tensor;

import java.util.List;

/**
 * Latents of a batch of pictures, (B, K, h, w), row-major. Held, not copied.
 *
 * @param data {@code batch · channels · height · width} values
 * @param batch number of pictures, B
 * @param channels K, 64 for the released models
 * @param height of the grid of patches, h: the picture's by the patch size, 16 for the released models
 * @param width of the grid of patches, w
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // a result to be read, never compared
public record Latents(float[] data, int batch, int channels, int height, int width) {

    /** @throws IllegalArgumentException if a size is not positive or the array has another length than they say */
    public Latents {
        long values = (long) batch * channels * height * width;
        if (batch < 1 || channels < 1 || height < 1 || width < 1 || data.length != values) {
            throw new IllegalArgumentException("latents of shape (" + batch + ", " + channels + ", " + height + ", "
                    + width + ") need " + values + " values, got " + data.length + "; every size must be positive");
        }
    }

    /** Latents of zeros. */
    public static Latents zeros(int batch, int channels, int height, int width) {
        int values = Math.toIntExact(Math.multiplyExact((long) batch * channels, (long) height * width));
        return new Latents(new float[values], batch, channels, height, width);
    }

    /**
     * Latents of several batches as one.
     *
     * @throws IllegalArgumentException if there are none, or their channels, heights or widths differ
     */
    public static Latents stack(List<Latents> batches) {
        Latents first = batches.isEmpty() ? zeros(0, 0, 0, 0) : batches.get(0);
        int count = batches.stream().mapToInt(Latents::batch).sum();
        Latents all = zeros(count, first.channels, first.height, first.width);
        int at = 0;
        for (Latents one : batches) {
            if (one.channels != first.channels || one.height != first.height || one.width != first.width) {
                throw new IllegalArgumentException("latents of shape (" + one.channels + ", " + one.height + ", "
                        + one.width + ") do not fit to those of (" + first.channels + ", " + first.height + ", "
                        + first.width + ")");
            }
            System.arraycopy(one.data, 0, all.data, at, one.data.length);
            at += one.data.length;
        }
        return all;
    }
}
