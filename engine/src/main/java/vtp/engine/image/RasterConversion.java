package vtp.engine.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SinglePixelPackedSampleModel;
import java.util.Arrays;

/**
 * Pillow's {@code convert("RGB")}, from the samples as they are stored.
 *
 * <p>Only samples are read, never {@code getRGB} or a {@code ColorConvertOp}: Java takes grey for linear light and
 * applies ICC profiles, Pillow does neither.
 */
final class RasterConversion {
    private RasterConversion() {}

    static Rgb toRgb(BufferedImage image) {
        ColorModel colours = image.getColorModel();
        Raster raster = image.getRaster();
        if (colours instanceof IndexColorModel palette) {
            return fromPalette(raster, palette);
        }
        int type = colours.getColorSpace().getType();
        boolean plain = !(colours.hasAlpha() && colours.isAlphaPremultiplied());
        if (plain && (type == ColorSpace.TYPE_GRAY || type == ColorSpace.TYPE_RGB)) {
            if (raster.getDataBuffer() instanceof DataBufferByte buffer
                    && raster.getSampleModel() instanceof PixelInterleavedSampleModel layout) {
                return fromBytes(raster, buffer, layout);
            }
            if (raster.getDataBuffer() instanceof DataBufferInt buffer
                    && raster.getSampleModel() instanceof SinglePixelPackedSampleModel layout
                    && Arrays.equals(Arrays.copyOf(layout.getSampleSize(), 3), new int[] {8, 8, 8})) {
                return fromInts(raster, buffer, layout);
            }
        }
        return fromSamples(raster, colours, type);
    }

    /** Interleaved bytes: TYPE_3BYTE_BGR, TYPE_BYTE_GRAY, TYPE_4BYTE_ABGR and what ImageIO makes of most files. */
    private static Rgb fromBytes(Raster raster, DataBufferByte buffer, PixelInterleavedSampleModel layout) {
        Rgb out = Rgb.black(raster.getHeight(), raster.getWidth());
        byte[] in = buffer.getData();
        int[] bands = layout.getBandOffsets();
        int red = bands[0];
        int green = bands.length < 3 ? red : bands[1];
        int blue = bands.length < 3 ? red : bands[2];
        int step = layout.getPixelStride();
        int rowBytes = 3 * out.width();
        boolean asHere = step == 3 && red == 0 && green == 1 && blue == 2;
        byte[] rgb = out.data();
        for (int row = 0; row < rgb.length; row += rowBytes) {
            int from = buffer.getOffset() + start(raster, row / rowBytes, layout.getScanlineStride(), step);
            if (asHere) {
                System.arraycopy(in, from, rgb, row, rowBytes);
                continue;
            }
            for (int to = row; to < row + rowBytes; to += 3) {
                rgb[to] = in[from + red];
                rgb[to + 1] = in[from + green];
                rgb[to + 2] = in[from + blue];
                from += step;
            }
        }
        return out;
    }

    /** Packed pixels of 8 bits a channel: TYPE_INT_RGB, TYPE_INT_BGR, TYPE_INT_ARGB. */
    private static Rgb fromInts(Raster raster, DataBufferInt buffer, SinglePixelPackedSampleModel layout) {
        Rgb out = Rgb.black(raster.getHeight(), raster.getWidth());
        int[] in = buffer.getData();
        int[] shifts = layout.getBitOffsets();
        int to = 0;
        for (int y = 0; y < out.height(); y++) {
            int from = buffer.getOffset() + start(raster, y, layout.getScanlineStride(), 1);
            for (int x = 0; x < out.width(); x++) {
                int pixel = in[from + x];
                out.data()[to] = (byte) (pixel >>> shifts[0]);
                out.data()[to + 1] = (byte) (pixel >>> shifts[1]);
                out.data()[to + 2] = (byte) (pixel >>> shifts[2]);
                to += 3;
            }
        }
        return out;
    }

    /** Where row y of the raster, which may be a part of a larger one, begins in its buffer. */
    private static int start(Raster raster, int y, int rowStride, int pixelStride) {
        return (raster.getMinY() - raster.getSampleModelTranslateY() + y) * rowStride
                + (raster.getMinX() - raster.getSampleModelTranslateX()) * pixelStride;
    }

    private static Rgb fromPalette(Raster raster, IndexColorModel palette) {
        byte[] colours = new byte[Rgb.CHANNELS * palette.getMapSize()];
        for (int i = 0; i < palette.getMapSize(); i++) {
            colours[Rgb.CHANNELS * i] = (byte) palette.getRed(i);
            colours[Rgb.CHANNELS * i + 1] = (byte) palette.getGreen(i);
            colours[Rgb.CHANNELS * i + 2] = (byte) palette.getBlue(i);
        }
        return fromPalette(raster, colours);
    }

    /**
     * Looks up the first band in a palette; an index past its end is black, as in Pillow.
     *
     * @param colours (n, 3) bytes
     */
    static Rgb fromPalette(Raster raster, byte[] colours) {
        Rgb out = Rgb.black(raster.getHeight(), raster.getWidth());
        int[] row = new int[out.width()];
        int to = 0;
        for (int y = 0; y < out.height(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, out.width(), 1, 0, row);
            for (int index : row) {
                int from = Rgb.CHANNELS * index;
                if (from < colours.length) {
                    System.arraycopy(colours, from, out.data(), to, Rgb.CHANNELS);
                }
                to += Rgb.CHANNELS;
            }
        }
        return out;
    }

    /** All else, sample by sample: 16-bit, banded and packed pixels, CMYK, premultiplied alpha. */
    private static Rgb fromSamples(Raster raster, ColorModel colours, int type) {
        int inks = switch (type) {
            case ColorSpace.TYPE_GRAY -> 1;
            case ColorSpace.TYPE_RGB -> 3;
            case ColorSpace.TYPE_CMYK -> 4;
            default ->
                throw new IllegalArgumentException(
                        "its colours (java.awt.color.ColorSpace type %d) are neither grey, RGB nor CMYK"
                                .formatted(type));
        };
        int kind = raster.getDataBuffer().getDataType();
        if (kind == DataBuffer.TYPE_FLOAT || kind == DataBuffer.TYPE_DOUBLE) {
            throw new IllegalArgumentException(
                    "floating-point samples, whose range is not known; convert the picture to 8 bits a channel first");
        }
        int bands = raster.getNumBands();
        int alpha = colours.hasAlpha() && colours.isAlphaPremultiplied() ? inks : -1;
        int[] sizes = raster.getSampleModel().getSampleSize();
        Rgb out = Rgb.black(raster.getHeight(), raster.getWidth());
        int[] row = new int[out.width() * bands];
        int[] pixel = new int[bands];
        int to = 0;
        for (int y = 0; y < out.height(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, out.width(), 1, row);
            for (int x = 0; x < out.width(); x++) {
                for (int b = 0; b < bands; b++) {
                    pixel[b] = eightBits(row[x * bands + b], sizes[b], bands);
                }
                if (inks == 4) {
                    cmyk(pixel[0], pixel[1], pixel[2], pixel[3], out.data(), to);
                } else {
                    for (int c = 0; c < 3; c++) {
                        int v = pixel[inks == 1 ? 0 : c];
                        out.data()[to + c] = (byte) (alpha < 0 ? v : unmultiply(v, pixel[alpha]));
                    }
                }
                to += 3;
            }
        }
        return out;
    }

    /**
     * A sample of any depth as 8 bits: deep grey alone is clipped, other deep samples lose their low bits, narrow ones
     * are spread.
     */
    private static int eightBits(int sample, int bits, int bands) {
        if (bits == 8) {
            return sample;
        }
        if (bits < 8) {
            return sample * 255 / ((1 << bits) - 1);
        }
        return bands == 1 ? Math.clamp(sample, 0, 255) : (sample >>> (bits - 8)) & 0xff;
    }

    private static int unmultiply(int value, int alpha) {
        return alpha == 0 ? 0 : Math.min(255, value * 255 / alpha);
    }

    /** Pillow's CMYK to RGB, of inks where 0 is none. */
    static void cmyk(int cyan, int magenta, int yellow, int black, byte[] out, int to) {
        int light = 255 - black;
        out[to] = (byte) (light - multiply255(cyan, light));
        out[to + 1] = (byte) (light - multiply255(magenta, light));
        out[to + 2] = (byte) (light - multiply255(yellow, light));
    }

    /** {@code a · b / 255}, rounded, as Pillow's MULDIV255. */
    private static int multiply255(int a, int b) {
        int t = a * b + 128;
        return ((t >> 8) + t) >> 8;
    }
}
