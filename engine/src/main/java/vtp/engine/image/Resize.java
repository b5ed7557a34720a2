package vtp.engine.image;

import java.util.Arrays;

/**
 * Pillow's {@code Image.resize} on 8-bit channels, to the bit (libImaging/Resample.c, 8 bits per channel).
 *
 * <p>Two passes, each a weighted sum along one axis with weights of 22 fraction bits, each rounded to 8 bits: first
 * along the rows, then along the columns. An axis whose length stays is left out. A picture more than a hundred times
 * as high as wide that is made lower goes through the columns first.
 *
 * @since 0.1.0
 */
public final class Resize {
    /** Half of the last fraction bit, where every sum begins, so that the shift rounds. */
    private static final int HALF = 1 << (ResizeWeights.FRACTION_BITS - 1);

    private Resize() {}

    /** A resampling filter: its half width, in pixels of the smaller picture, and its curve. */
    public enum Filter {
        /** The mean of the pixels covered. */
        BOX(0.5),
        /** The triangle. */
        BILINEAR(1),
        /** Cubic convolution with a = −0.5. */
        BICUBIC(2);

        final double support;

        Filter(double support) {
            this.support = support;
        }

        double at(double x) {
            double t = Math.abs(x);
            return switch (this) {
                case BOX -> x > -0.5 && x <= 0.5 ? 1 : 0;
                case BILINEAR -> t < 1 ? 1 - t : 0;
                case BICUBIC -> {
                    double a = -0.5;
                    if (t < 1) {
                        yield ((a + 2) * t - (a + 3)) * t * t + 1;
                    }
                    yield t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
                }
            };
        }
    }

    /**
     * The picture at another size.
     *
     * @param height rows of the result, at least 1
     * @param width columns of the result, at least 1
     * @return the picture itself where the size stays
     */
    public static Rgb resize(Rgb picture, int height, int width, Filter filter) {
        return window(picture, height, width, filter, 0, 0, height, width);
    }

    /**
     * A rectangle of the resized picture; nothing else of it is computed. The whole may be larger than could be held:
     * cropping the middle out of a thin strip needs that.
     */
    static Rgb window(
            Rgb picture, long wholeHeight, long wholeWidth, Filter filter, long top, long left, int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "Cannot resize to height %d and width %d: both must be positive".formatted(height, width));
        }
        ResizeWeights columns = new ResizeWeights(picture.width(), wholeWidth, left, width, filter);
        ResizeWeights rows = new ResizeWeights(picture.height(), wholeHeight, top, height, filter);
        if (picture.height() > 100L * picture.width() && wholeHeight < picture.height()) {
            return alongRows(alongColumns(picture, rows, 0), columns, 0, height);
        }
        int firstRow = rows.firstInput();
        Rgb wide = alongRows(picture, columns, firstRow, rows.endInput() - firstRow);
        return alongColumns(wide, rows, firstRow);
    }

    /** The horizontal pass over {@code count} rows from {@code firstRow}. */
    private static Rgb alongRows(Rgb in, ResizeWeights weights, int firstRow, int count) {
        if (weights.isCopy()) {
            return in.crop(firstRow, weights.firstInput(), count, weights.length());
        }
        Rgb out = Rgb.black(count, weights.length());
        for (int y = 0; y < count; y++) {
            row(in.data(), (firstRow + y) * in.width() * 3, out.data(), y * out.width() * 3, weights);
        }
        return out;
    }

    private static void row(byte[] in, int from, byte[] out, int to, ResizeWeights weights) {
        int[] weight = weights.weights();
        int w = 0;
        for (int x = 0; x < weights.length(); x++) {
            int taps = weights.taps(x);
            int p = from + weights.start(x) * 3;
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            for (int k = 0; k < taps; k++) {
                int f = weight[w + k];
                red += (in[p] & 0xff) * f;
                green += (in[p + 1] & 0xff) * f;
                blue += (in[p + 2] & 0xff) * f;
                p += 3;
            }
            w += weights.stride();
            out[to] = clip(red);
            out[to + 1] = clip(green);
            out[to + 2] = clip(blue);
            to += 3;
        }
    }

    /**
     * The vertical pass; the first row of {@code in} is row {@code firstRow} of the picture that the weights count in.
     */
    private static Rgb alongColumns(Rgb in, ResizeWeights weights, int firstRow) {
        if (weights.isCopy()) {
            return in.crop(weights.firstInput() - firstRow, 0, weights.length(), in.width());
        }
        int rowBytes = in.width() * 3;
        Rgb out = Rgb.black(weights.length(), in.width());
        int[] sums = new int[rowBytes];
        for (int y = 0; y < weights.length(); y++) {
            Arrays.fill(sums, HALF);
            for (int k = 0; k < weights.taps(y); k++) {
                addRow(
                        sums,
                        in.data(),
                        (weights.start(y) + k - firstRow) * rowBytes,
                        weights.weights()[y * weights.stride() + k]);
            }
            clipRow(sums, out.data(), y * rowBytes);
        }
        return out;
    }

    private static void addRow(int[] sums, byte[] in, int from, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (in[from + i] & 0xff) * weight;
        }
    }

    private static void clipRow(int[] sums, byte[] out, int to) {
        for (int i = 0; i < sums.length; i++) {
            out[to + i] = clip(sums[i]);
        }
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> ResizeWeights.FRACTION_BITS));
    }
}
