package vtp.engine.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * JPEG by the JDK's decoder, which is libjpeg, asked for the components as they are coded; the colours are made here.
 *
 * <p>The JDK's own conversion applies ICC profiles, refuses some CMYK pictures and guesses the colour space of a
 * picture without markers otherwise than libjpeg, and so Pillow, does.
 */
final class JpegDecoder {
    private static final int SCALE_BITS = 16;
    private static final int HALF = 1 << (SCALE_BITS - 1);
    private static final int CR_TO_RED = fixed(1.40200);
    private static final int CB_TO_GREEN = fixed(0.34414);
    private static final int CR_TO_GREEN = fixed(0.71414);
    private static final int CB_TO_BLUE = fixed(1.77200);

    private JpegDecoder() {}

    /** Decodes a picture; null if its pixels end too early and no end-of-image marker says that they should. */
    static @Nullable Rgb decode(JpegSegments segments) throws IOException {
        ImageReader reader = ImageIoReaders.jdk("jpeg");
        try {
            AtomicBoolean endsEarly = new AtomicBoolean();
            reader.addIIOReadWarningListener(
                    (source, warning) -> endsEarly.compareAndSet(false, warning.contains("premature end")));
            reader.setInput(ImageIoReaders.stream(segments.bare()), true, true);
            Raster raster = reader.readRaster(0, null);
            if (endsEarly.get() && !segments.isWhole()) {
                return null;
            }
            byte[] coded = ((DataBufferByte) raster.getDataBuffer()).getData();
            for (int c = 0; c < segments.components(); c++) {
                if (segments.hasHalfTheRows(c)) {
                    JpegUpsampling.interpolateRows(
                            coded, segments.height(), segments.width(), segments.components(), c);
                }
            }
            return colours(coded, segments);
        } finally {
            reader.dispose();
        }
    }

    private static Rgb colours(byte[] coded, JpegSegments segments) {
        int components = segments.components();
        if (components != 1 && segments.isYcc()) {
            yccToRgb(coded, components);
        }
        if (components == 3) {
            return new Rgb(segments.height(), segments.width(), coded);
        }
        Rgb out = Rgb.black(segments.height(), segments.width());
        byte[] rgb = out.data();
        int from = 0;
        for (int to = 0; to < rgb.length; to += 3) {
            if (components == 1) {
                rgb[to] = coded[from];
                rgb[to + 1] = coded[from];
                rgb[to + 2] = coded[from];
            } else {
                inks(coded, from, segments.isYcc(), rgb, to);
            }
            from += components;
        }
        return out;
    }

    /**
     * Four components: inks, stored inverted by Adobe's custom; Y, Cb, Cr stand for the inverse of C, M, Y once more.
     */
    private static void inks(byte[] coded, int from, boolean ycck, byte[] out, int to) {
        int flip = ycck ? 0 : 255;
        RasterConversion.cmyk(
                (coded[from] & 0xff) ^ flip,
                (coded[from + 1] & 0xff) ^ flip,
                (coded[from + 2] & 0xff) ^ flip,
                (coded[from + 3] & 0xff) ^ 255,
                out,
                to);
    }

    /**
     * libjpeg's conversion (jdcolor.c), in place: R = Y + 1.402 Cr, G = Y − 0.34414 Cb − 0.71414 Cr, B = Y + 1.772 Cb.
     */
    private static void yccToRgb(byte[] pixels, int components) {
        for (int i = 0; i < pixels.length; i += components) {
            int y = pixels[i] & 0xff;
            int cb = (pixels[i + 1] & 0xff) - 128;
            int cr = (pixels[i + 2] & 0xff) - 128;
            pixels[i] = clip(y + ((CR_TO_RED * cr + HALF) >> SCALE_BITS));
            pixels[i + 1] = clip(y + ((HALF - CB_TO_GREEN * cb - CR_TO_GREEN * cr) >> SCALE_BITS));
            pixels[i + 2] = clip(y + ((CB_TO_BLUE * cb + HALF) >> SCALE_BITS));
        }
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << SCALE_BITS) + 0.5);
    }

    private static byte clip(int value) {
        return (byte) (value < 0 ? 0 : value > 255 ? 255 : value);
    }
}
