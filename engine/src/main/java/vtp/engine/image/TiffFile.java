package vtp.engine.image;

import java.awt.image.Raster;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a TIFF file's first directory says of its first picture (TIFF 6.0). */
final class TiffFile {
    private static final int BITS_PER_SAMPLE = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int ORIENTATION = 274;
    private static final int PREDICTOR = 317;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int COLOUR_MAP = 320;
    private static final int INK_SET = 332;
    private static final int NUMBER_OF_INKS = 334;
    private static final int SAMPLE_FORMAT = 339;
    private static final int YCC_COEFFICIENTS = 529;
    private static final int REFERENCE_BLACK_WHITE = 532;
    private static final int XMP = 700;

    private static final int WHITE_IS_ZERO = 0;
    private static final int BY_PALETTE = 3;
    private static final int BY_INKS = 5;
    private static final int YCC = 6;

    private static final Set<Integer> JPEG = Set.of(6, 7);

    /** The compressions to which a predictor belongs; with others the tag means nothing. */
    private static final Set<Integer> PREDICTED = Set.of(5, 8, 32946);

    /** No compression, CCITT's three, LZW, JPEG old and new, deflate by two numbers, PackBits. */
    private static final Set<Integer> COMPRESSIONS = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946);

    private static final Map<Integer, String> OTHER_COMPRESSIONS = Map.ofEntries(
            Map.entry(9, "JBIG"),
            Map.entry(10, "JBIG"),
            Map.entry(32766, "NeXT"),
            Map.entry(32771, "CCITT RLE by words"),
            Map.entry(32809, "ThunderScan"),
            Map.entry(34676, "SGI log"),
            Map.entry(34677, "SGI log of 24 bits"),
            Map.entry(34661, "JBIG"),
            Map.entry(34712, "JPEG 2000"),
            Map.entry(34887, "LERC"),
            Map.entry(34892, "lossy JPEG of DNG"),
            Map.entry(34925, "LZMA"),
            Map.entry(50000, "Zstandard"),
            Map.entry(50001, "WebP"),
            Map.entry(50002, "JPEG XL"),
            Map.entry(52546, "JPEG XL"));

    /** White or black is 0, RGB, palette, mask, inks, Y Cb Cr. */
    private static final Set<Integer> COLOURS = Set.of(0, 1, 2, 3, 4, 5, 6);

    private static final Map<Integer, String> OTHER_COLOURS = Map.of(
            8, "CIE L*a*b*",
            9, "ICC L*a*b*",
            10, "ITU L*a*b*",
            32803, "a sensor's colour filters",
            32844, "CIE log L",
            32845, "CIE log L u v",
            34892, "a sensor's linear values");

    private final byte[] file;
    private final TiffDirectory directory;

    TiffFile(byte[] file) {
        this.file = file;
        directory = new TiffDirectory(file);
    }

    /** Refuses a compression or colours that are not read, by their names. */
    void checkSupported() throws UnsupportedPictureException {
        int compression = directory.number(COMPRESSION, 1);
        if (!COMPRESSIONS.contains(compression)) {
            throw new UnsupportedPictureException("its compression is %s (%d); save it with LZW, deflate or none"
                    .formatted(OTHER_COMPRESSIONS.getOrDefault(compression, "unknown"), compression));
        }
        int colours = directory.number(PHOTOMETRIC, 1);
        if (!COLOURS.contains(colours)) {
            throw new UnsupportedPictureException("its colours are %s (%d); save it as RGB"
                    .formatted(OTHER_COLOURS.getOrDefault(colours, "of an unknown kind"), colours));
        }
        if (isDeepWhiteIsZero() && file[0] == 'M') {
            throw new UnsupportedPictureException("its grey has 16 bits, white is 0, and its byte order is big-endian;"
                    + " save it with black as 0, or with 8 bits");
        }
    }

    /** Whether Y, Cb and Cr are stored as they are. Within JPEG they are its decoder's business. */
    boolean isYcc() {
        return directory.number(PHOTOMETRIC, 1) == YCC
                && directory.number(BITS_PER_SAMPLE, 1) == 8
                && !JPEG.contains(directory.number(COMPRESSION, 1));
    }

    /** The colours of Y, Cb and Cr, as libtiff has them. */
    Rgb fromYcc(Raster raster) {
        return new TiffYcc(
                        directory.fractions(YCC_COEFFICIENTS, 0.299f, 0.587f, 0.114f),
                        directory.fractions(REFERENCE_BLACK_WHITE, 0, 255, 128, 255, 128, 255))
                .toRgb(raster);
    }

    /** Whether it is grey of 16 bits where 0 is white, which Pillow reads as if 0 were black, or not at all. */
    boolean isDeepWhiteIsZero() {
        return directory.number(PHOTOMETRIC, 1) == WHITE_IS_ZERO
                && directory.number(BITS_PER_SAMPLE, 1) == 16
                && directory.number(SAMPLES_PER_PIXEL, 1) == 1
                && directory.number(SAMPLE_FORMAT, 1) == 1;
    }

    /**
     * The file as the decoder must see it, and as libtiff reads it: without a predictor where that has no meaning, and
     * with the inks cyan, magenta, yellow and black whatever the tags of inks say, as Pillow takes them.
     */
    byte[] forDecoder() {
        byte[] seen = file;
        if (!PREDICTED.contains(directory.number(COMPRESSION, 1))) {
            seen = changed(seen, PREDICTOR, 1);
        }
        if (directory.number(PHOTOMETRIC, 1) == BY_INKS) {
            seen = changed(seen, INK_SET, 1);
            seen = changed(seen, NUMBER_OF_INKS, 4);
        }
        return seen;
    }

    /** The same bytes if the tag has this value, or is not there; otherwise a copy where it has. */
    private byte[] changed(byte[] bytes, int tag, int value) {
        int at = directory.position(tag);
        if (at < 0 || directory.number(tag, value) == value) {
            return bytes;
        }
        byte[] copy = bytes.clone();
        copy[at] = (byte) (copy[0] == 'I' ? value : 0);
        copy[at + 1] = (byte) (copy[0] == 'I' ? 0 : value);
        return copy;
    }

    /**
     * The colours of a picture by palette, (n, 3) bytes: the high bytes of the file's 16 bits; null where it has none.
     */
    byte @Nullable [] palette() {
        int[] map = directory.numbers(COLOUR_MAP);
        int colours = 1 << Math.min(directory.number(BITS_PER_SAMPLE, 1), 16);
        if (directory.number(PHOTOMETRIC, 0) != BY_PALETTE || map.length < Rgb.CHANNELS * colours) {
            return null;
        }
        byte[] palette = new byte[Rgb.CHANNELS * colours];
        for (int i = 0; i < colours; i++) {
            for (int c = 0; c < Rgb.CHANNELS; c++) {
                palette[Rgb.CHANNELS * i + c] = (byte) (map[c * colours + i] >> 8);
            }
        }
        return palette;
    }

    /** The orientation, by its tag or else by XMP. */
    PictureNotes notes() {
        PictureNotes notes = new PictureNotes();
        byte[] xmp = directory.bytes(XMP);
        if (directory.has(ORIENTATION)) {
            notes.exif(directory.file());
        } else if (xmp != null) {
            notes.xmp(xmp);
        }
        return notes;
    }
}
