package vtp.engine.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;
import vtp.engine.image.vp8.Vp8Frame;
import vtp.engine.image.vp8l.Vp8lPicture;

/** Decodes one picture file held in memory. */
final class PictureDecoder {
    /** Encoders write some 10 scans; thousands of empty ones in a small file would keep the decoder busy for hours. */
    private static final int USUAL_SCANS = 20;

    private static final long MOST_SCANNED_PIXELS = 4_000_000_000L;

    private final byte[] file;
    private final String name;
    private final PictureFormat format;
    private final Orientation orientation;
    private final SizeLimit limit;

    PictureDecoder(byte[] file, String name, PictureFormat format, Orientation orientation, long maxPixels) {
        this.file = file;
        this.name = name;
        this.format = format;
        this.orientation = orientation;
        limit = new SizeLimit(name, maxPixels);
    }

    Rgb decode() throws PictureException {
        try {
            return switch (format) {
                case PNG -> png();
                case JPEG -> jpeg();
                case GIF -> gif();
                case WEBP -> webp();
                case TIFF -> tiff();
                case BMP -> BmpDecoder.decode(file, limit);
                case PNM -> PnmDecoder.decode(file, limit);
                case WBMP -> wbmp();
                default -> throw problem(PictureFiles.unread(format));
            };
        } catch (PictureException e) {
            throw e;
        } catch (TruncatedException e) {
            throw new PictureException(name, "truncated " + format + " file: " + e.getMessage(), e);
        } catch (UnsupportedPictureException e) {
            throw unsupported(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof OutOfMemoryError shortage) {
                    throw limit.outOfMemory(file.length, shortage);
                }
            }
            // The decoders answer malformed files with every kind of exception.
            String reason = reason(e);
            throw reason.startsWith("Unsupported")
                    ? unsupported(reason, e)
                    : new PictureException(name, "damaged " + format + " file: " + reason, e);
        } catch (OutOfMemoryError e) {
            throw limit.outOfMemory(file.length, e);
        }
    }

    private PictureException unsupported(@Nullable String kind, Exception cause) {
        return new PictureException(name, "unsupported " + format + " file: " + kind, cause);
    }

    /** What a decoder's exception says: the deepest reason, in one line. */
    private static String reason(Throwable e) {
        if (e.getCause() != null) {
            return reason(e.getCause());
        }
        if (e instanceof EOFException) {
            return "it ends before the picture does";
        }
        if (e instanceof RuntimeException && !(e instanceof IllegalArgumentException)) {
            return "its parts contradict each other"; // such messages speak of the decoder, not of the file
        }
        String message = e.getMessage();
        return (message == null ? e.getClass().getSimpleName() : message)
                .lines()
                .findFirst()
                .orElse("unknown");
    }

    private Rgb png() throws IOException {
        PngChunks chunks = new PngChunks(file);
        if (chunks.damaged() != null) {
            throw problem("damaged PNG file: the checksum of its chunk %s is wrong".formatted(chunks.damaged()));
        }
        return upright(toRgb(read(ImageIoReaders.jdk("png"), chunks.bare())), chunks.notes());
    }

    private Rgb jpeg() throws IOException {
        JpegSegments segments = new JpegSegments(file);
        if (!segments.hasPicture()) {
            throw segments.isWhole() ? problem("damaged JPEG file: there is no picture in it") : truncated();
        }
        String unsupported = segments.unsupported();
        if (unsupported != null) {
            throw problem(unsupported + " is not supported; save it as an ordinary JPEG or a PNG");
        }
        limit.check(segments.width(), segments.height());
        if (!segments.isWhole() && !segments.mayLackItsEnd()) {
            throw truncated();
        }
        if (segments.scanCount() > USUAL_SCANS
                && (long) segments.scanCount() * segments.width() * segments.height() > MOST_SCANNED_PIXELS) {
            throw problem("a JPEG of %d scans of %d x %d pixels is taken for an attack: save it with fewer"
                    .formatted(segments.scanCount(), segments.width(), segments.height()));
        }
        if (segments.isIncomplete()) {
            throw problem("incomplete progressive JPEG: scans are missing, so the picture would be blurred;"
                    + " fetch the file again");
        }
        Rgb stored = JpegDecoder.decode(segments);
        if (stored == null) {
            throw truncated();
        }
        return upright(stored, segments.notes());
    }

    private Rgb wbmp() throws IOException {
        Rgb picture = WbmpDecoder.decode(file, limit);
        if (picture == null) {
            throw problem(PictureFiles.whatElse(file));
        }
        return picture;
    }

    private Rgb gif() throws IOException {
        GifFirstFrame frame = GifFirstFrame.of(file);
        if (frame == null) {
            throw truncated();
        }
        limit.check(frame.canvasWidth(), frame.canvasHeight());
        Rgb canvas = Rgb.black(frame.canvasHeight(), frame.canvasWidth());
        byte[] indices = frame.indices();
        for (int to = 0; to < canvas.data().length; to += 3) {
            frame.colour(frame.background(), canvas.data(), to);
        }
        int from = 0;
        for (int y = 0; y < frame.height(); y++) {
            int to = 3 * ((frame.top() + y) * canvas.width() + frame.left());
            for (int x = 0; x < frame.width(); x++) {
                frame.colour(indices[from++] & 0xff, canvas.data(), to + 3 * x);
            }
        }
        return canvas;
    }

    /** The first frame of an animation, on a black canvas. */
    private Rgb webp() throws IOException {
        WebpChunks chunks = new WebpChunks(file);
        if (chunks.canvasWidth() > 0) { // else the frame is the canvas
            limit.check(chunks.canvasWidth(), chunks.canvasHeight());
        }
        if (!chunks.isWhole()) {
            throw truncated();
        }
        Rgb frame = chunks.isLossy() ? lossy(chunks.lossy()) : lossless(chunks.lossless());
        if (!chunks.holds(frame.width(), frame.height())) {
            throw problem("damaged WebP file: " + chunks.misplaced(frame.width(), frame.height()));
        }
        if (chunks.canvasWidth() > frame.width() || chunks.canvasHeight() > frame.height()) {
            Rgb canvas = Rgb.black(chunks.canvasHeight(), chunks.canvasWidth());
            canvas.paste(frame, chunks.frameTop(), chunks.frameLeft());
            frame = canvas;
        }
        return upright(frame, chunks.notes());
    }

    private Rgb lossy(Vp8Frame frame) throws IOException {
        limit.check(frame.width(), frame.height());
        return new Rgb(frame.height(), frame.width(), frame.decode());
    }

    private Rgb lossless(Vp8lPicture picture) throws IOException {
        limit.check(picture.width(), picture.height());
        return new Rgb(picture.height(), picture.width(), picture.decode());
    }

    /** Pillow turns a TIFF whoever asks: there the orientation is not a note but a part of the format. */
    private Rgb tiff() throws IOException {
        TiffFile tiff = new TiffFile(file);
        tiff.checkSupported();
        return ExifOrientation.upright(tiffColours(tiff), tiff.notes().orientation());
    }

    private Rgb tiffColours(TiffFile tiff) throws IOException {
        ImageReader reader = ImageIoReaders.tiff();
        if (tiff.isYcc()) {
            return tiff.fromYcc(read(reader, tiff.forDecoder(), reader::readRaster));
        }
        if (tiff.isDeepWhiteIsZero()) {
            Raster stored = read(reader, tiff.forDecoder(), reader::readRaster);
            BufferedImage grey =
                    new BufferedImage(stored.getWidth(), stored.getHeight(), BufferedImage.TYPE_USHORT_GRAY);
            grey.setData(stored);
            return toRgb(grey);
        }
        BufferedImage image = read(reader, tiff.forDecoder());
        byte[] palette = tiff.palette();
        return palette == null ? toRgb(image) : RasterConversion.fromPalette(image.getRaster(), palette);
    }

    private Rgb upright(Rgb stored, PictureNotes notes) {
        return orientation == Orientation.EXIF ? ExifOrientation.upright(stored, notes.orientation()) : stored;
    }

    /**
     * Reads the first picture in the decoder's own type: not converted to a more usual one, not by a colour profile.
     */
    private BufferedImage read(ImageReader reader, byte[] bytes) throws IOException {
        return read(reader, bytes, reader::read);
    }

    /** What a reader makes of the first picture, with and without conversion of its colours. */
    private interface Reading<T> {
        T of(int picture, ImageReadParam param) throws IOException;
    }

    private <T> T read(ImageReader reader, byte[] bytes, Reading<T> reading) throws IOException {
        try {
            reader.setInput(ImageIoReaders.stream(bytes), false, true);
            limit.check(reader.getWidth(0), reader.getHeight(0));
            ImageReadParam param = reader.getDefaultReadParam();
            param.setDestinationType(reader.getRawImageType(0));
            return reading.of(0, param);
        } finally {
            reader.dispose();
        }
    }

    private Rgb toRgb(BufferedImage image) throws PictureException {
        try {
            return RasterConversion.toRgb(image);
        } catch (IllegalArgumentException e) {
            throw unsupported(e.getMessage(), e);
        }
    }

    private PictureException truncated() {
        return problem("truncated " + format + " file: it ends before the picture does");
    }

    private PictureException problem(String problem) {
        return new PictureException(name, problem);
    }
}
