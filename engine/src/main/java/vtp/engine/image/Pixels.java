package vtp.engine.image;

import java.util.List;

/**
 * Pictures as the network takes and gives them: float32 (B, 3, H, W), every plane by itself, normalised by ImageNet's
 * mean and standard deviation.
 *
 * <p>From 8 bits: {@code (v / 255 − mean) / std}. Back: {@code (x − (−mean / std)) / (1 / std)}, clamped to 0..1. Every
 * step is a float32 operation in this order, the constants rounded to float32 first, so the values are PyTorch's to the
 * bit.
 *
 * <p>The array is held, not copied, and not written to.
 *
 * @since 0.1.0
 */
public final class Pixels {
    private static final int CHANNELS = Rgb.CHANNELS;
    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] STD = {0.229, 0.224, 0.225};
    private static final int LEVELS = 256;

    private final float[] data;
    private final int batch;
    private final int height;
    private final int width;

    private Pixels(float[] data, int batch, int height, int width) {
        this.data = data;
        this.batch = batch;
        this.height = height;
        this.width = width;
    }

    /**
     * Values that are normalised already, (B, 3, H, W).
     *
     * @throws IllegalArgumentException if a size is not positive or the array's length is not their product
     */
    public static Pixels of(float[] data, int batch, int height, int width) {
        if (batch < 1 || height < 1 || width < 1 || data.length != (long) batch * CHANNELS * height * width) {
            throw new IllegalArgumentException(("Pixels (%d, 3, %d, %d) need %d values, got %d: every size positive,"
                            + " and their product the array's length")
                    .formatted(batch, height, width, (long) batch * CHANNELS * height * width, data.length));
        }
        return new Pixels(data, batch, height, width);
    }

    /** One picture, normalised. */
    public static Pixels normalise(Rgb picture) {
        return normalise(List.of(picture));
    }

    /**
     * A batch of pictures, normalised.
     *
     * @throws IllegalArgumentException if there are none, or they are not all of one size
     */
    public static Pixels normalise(List<Rgb> pictures) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("A batch needs at least one picture");
        }
        Rgb first = pictures.get(0);
        int plane = first.height() * first.width();
        float[] data = new float[Math.multiplyExact(Math.multiplyExact(pictures.size(), CHANNELS), plane)];
        for (int b = 0; b < pictures.size(); b++) {
            Rgb picture = pictures.get(b);
            if (picture.height() != first.height() || picture.width() != first.width()) {
                throw new IllegalArgumentException(
                        ("The pictures of a batch must be of one size; number 0 is %d x %d, number %d is %d x %d"
                                        + " (height x width)")
                                .formatted(first.height(), first.width(), b, picture.height(), picture.width()));
            }
            for (int c = 0; c < CHANNELS; c++) {
                float[] values = NORMALISED[c];
                int to = (b * CHANNELS + c) * plane;
                for (int i = 0; i < plane; i++) {
                    data[to + i] = values[picture.data()[CHANNELS * i + c] & 0xff];
                }
            }
        }
        return new Pixels(data, pictures.size(), first.height(), first.width());
    }

    /** The normalised value of every level of every channel. */
    private static final float[][] NORMALISED = new float[CHANNELS][LEVELS];

    static {
        for (int c = 0; c < CHANNELS; c++) {
            for (int v = 0; v < LEVELS; v++) {
                NORMALISED[c][v] = (v / 255f - (float) MEAN[c]) / (float) STD[c];
            }
        }
    }

    /** How many pictures. */
    public int batch() {
        return batch;
    }

    /** Rows of each. */
    public int height() {
        return height;
    }

    /** Columns of each. */
    public int width() {
        return width;
    }

    /** The values, (B, 3, H, W); not a copy. */
    public float[] data() {
        return data;
    }

    /** The picture's red, green and blue between 0 and 1, (H, W, 3), not yet rounded to 8 bits. */
    public float[] toUnitRgb(int index) {
        float[] unit = new float[CHANNELS * height * width];
        for (int c = 0; c < CHANNELS; c++) {
            float shift = (float) (-MEAN[c] / STD[c]);
            float scale = (float) (1 / STD[c]);
            int from = plane(index, c);
            for (int i = 0; i < height * width; i++) {
                float value = (data[from + i] - shift) / scale;
                if (Float.isNaN(value)) {
                    throw new IllegalArgumentException(
                            "Pixel value (%d, %d, %d, %d) is not a number".formatted(index, c, i / width, i % width));
                }
                unit[CHANNELS * i + c] = Math.clamp(value, 0f, 1f);
            }
        }
        return unit;
    }

    /**
     * The picture as 8 bits a channel.
     *
     * @throws IndexOutOfBoundsException if there is no such picture in the batch
     * @throws IllegalArgumentException if a value is not a number; it would be a black dot. Infinities are clamped.
     */
    public Rgb toRgb(int index, Rounding rounding) {
        float[] unit = toUnitRgb(index);
        Rgb out = Rgb.black(height, width);
        for (int i = 0; i < unit.length; i++) {
            float level = unit[i] * 255;
            out.data()[i] = (byte) (rounding == Rounding.NEAREST ? Math.rint(level) : level);
        }
        return out;
    }

    private int plane(int index, int channel) {
        if (index < 0 || index >= batch) {
            throw new IndexOutOfBoundsException("Picture " + index + " of a batch of " + batch);
        }
        return (index * CHANNELS + channel) * height * width;
    }
}
