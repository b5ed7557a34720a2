package vtp.engine.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;
import java.util.Objects;

/**
 * An 8-bit RGB picture, (H, W, 3), row by row, the three channels of a pixel side by side.
 *
 * <p>The array is held, not copied: whoever makes one gives it away.
 *
 * @param height rows
 * @param width columns
 * @param data {@code height · width · 3} bytes, unsigned
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, below
public record Rgb(int height, int width, byte[] data) {
    /** The channels of a pixel. */
    public static final int CHANNELS = 3;

    /**
     * @throws IllegalArgumentException if a side is not positive or the array is not {@code height · width · 3} long
     */
    public Rgb {
        if (height < 1 || width < 1 || data.length != (long) height * width * CHANNELS) {
            throw new IllegalArgumentException(
                    ("A picture of height %d and width %d needs %d bytes of RGB, got %d: both sides positive,"
                                    + " and 3 bytes a pixel")
                            .formatted(height, width, (long) height * width * CHANNELS, data.length));
        }
    }

    /** A black picture. */
    static Rgb black(int height, int width) {
        long bytes = (long) height * width * CHANNELS;
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "A picture of height %d and width %d is too large: over 2 GiB".formatted(height, width));
        }
        return new Rgb(height, width, new byte[(int) bytes]);
    }

    /**
     * The picture's own channel values, as Pillow's {@code convert("RGB")} has them: palettes looked up, grey three
     * times, alpha dropped, 16-bit grey clipped to 255, other 16-bit channels cut to their high byte. Java's colour
     * management, which would bend greys and pictures with a profile, is not asked.
     *
     * @throws IllegalArgumentException if the picture's colours are neither grey, RGB nor CMYK
     */
    public static Rgb of(BufferedImage image) {
        return RasterConversion.toRgb(image);
    }

    /** A copy as {@link BufferedImage#TYPE_3BYTE_BGR}. */
    public BufferedImage toImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        swapRedAndBlue(data, bgr);
        return image;
    }

    /** Copies pixels of three bytes with the first and the last exchanged. */
    static void swapRedAndBlue(byte[] from, byte[] to) {
        for (int i = 0; i < from.length; i += CHANNELS) {
            to[i] = from[i + 2];
            to[i + 1] = from[i + 1];
            to[i + 2] = from[i];
        }
    }

    /**
     * The rectangle of the given size whose upper left corner is at (top, left).
     *
     * @return the picture itself if it is all of it
     * @throws IndexOutOfBoundsException if it does not lie inside the picture
     */
    public Rgb crop(int top, int left, int height, int width) {
        Objects.checkFromIndexSize(top, height, this.height);
        Objects.checkFromIndexSize(left, width, this.width);
        if (top == 0 && left == 0 && height == this.height && width == this.width) {
            return this;
        }
        Rgb part = black(height, width);
        for (int y = 0; y < height; y++) {
            int from = ((top + y) * this.width + left) * CHANNELS;
            System.arraycopy(data, from, part.data, y * width * CHANNELS, width * CHANNELS);
        }
        return part;
    }

    /** A copy with its columns in the opposite order. */
    public Rgb mirrored() {
        int row = width * CHANNELS;
        byte[] turned = new byte[data.length];
        for (int at = 0; at < data.length; at += CHANNELS) {
            int to = at / row * row + row - CHANNELS - at % row;
            System.arraycopy(data, at, turned, to, CHANNELS);
        }
        return new Rgb(height, width, turned);
    }

    /**
     * Copies all of a picture into this one, its upper left corner to (top, left).
     *
     * @throws IndexOutOfBoundsException if it does not fit
     */
    public void paste(Rgb part, int top, int left) {
        Objects.checkFromIndexSize(top, part.height, height);
        Objects.checkFromIndexSize(left, part.width, width);
        for (int y = 0; y < part.height; y++) {
            int to = ((top + y) * width + left) * CHANNELS;
            System.arraycopy(part.data, y * part.width * CHANNELS, data, to, part.width * CHANNELS);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rgb that
                && height == that.height
                && width == that.width
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "Rgb[height=" + height + ", width=" + width + "]";
    }
}
