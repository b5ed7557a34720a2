package vtp.engine.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import vtp.engine.image.vp8.Vp8Frame;
import vtp.engine.image.vp8l.Vp8lPicture;

/** Decodes one picture file held in memory. */
final class PictureDecoder {
    private final byte[] file;
    private final String name;
    private final PictureFormat format;
    private final Orientation orientation;
    private final long maxPixels;

    PictureDecoder(byte[] file, String name, PictureFormat format, Orientation orientation, long maxPixels) {
        this.file = file;
        this.name = name;
        this.format = format;
        this.orientation = orientation;
        this.maxPixels = maxPixels;
    }

    Rgb decode() throws PictureException {
        try {
            return switch (format) {
                case PNG -> png();
                case JPEG -> jpeg();
                case GIF -> gif();
                case WEBP -> webp();
                case TIFF -> tiff();
                case BMP -> toRgb(read(ImageIoReaders.jdk("bmp"), file));
            };
        } catch (PictureException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The decoders answer malformed files with every kind of exception.
            throw new PictureException(name, "damaged " + format + " file: " + reason(e), e);
        } catch (OutOfMemoryError e) {
            throw new PictureException(name, "too large for the memory that Java may use; raise it with -Xmx", e);
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return (message == null ? e.getClass().getSimpleName() : message)
                .lines()
                .findFirst()
                .orElse("unknown");
    }

    private Rgb png() throws IOException {
        PngChunks chunks = new PngChunks(file);
        if (chunks.isDamaged()) {
            throw problem("damaged PNG file: a checksum before its pixels is wrong");
        }
        Rgb stored = toRgb(read(ImageIoReaders.jdk("png"), chunks.bare()));
        return upright(stored, chunks.exifOffset());
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
        checkSize(segments.width(), segments.height());
        if (!segments.isWhole()) {
            throw truncated();
        }
        return upright(JpegDecoder.decode(segments), segments.exifOffset());
    }

    private Rgb gif() throws IOException {
        GifFirstFrame frame = GifFirstFrame.of(file);
        if (frame == null) {
            throw truncated();
        }
        checkSize(frame.canvasWidth(), frame.canvasHeight());
        Raster indices = read(ImageIoReaders.jdk("gif"), frame.bare()).getRaster();
        Rgb canvas = Rgb.black(frame.canvasHeight(), frame.canvasWidth());
        for (int to = 0; to < canvas.data().length; to += 3) {
            frame.colour(frame.background(), canvas.data(), to);
        }
        int[] row = new int[indices.getWidth()];
        for (int y = 0; y < indices.getHeight(); y++) {
            indices.getSamples(0, y, row.length, 1, 0, row);
            int to = 3 * ((frame.top() + y) * canvas.width() + frame.left());
            for (int index : row) {
                frame.colour(index, canvas.data(), to);
                to += 3;
            }
        }
        return canvas;
    }

    /** The first frame of an animation, on a black canvas. */
    private Rgb webp() throws IOException {
        WebpChunks chunks = new WebpChunks(file);
        checkSize(chunks.canvasWidth(), chunks.canvasHeight());
        if (!chunks.isWhole()) {
            throw truncated();
        }
        Rgb frame = chunks.isLossy() ? lossy(chunks.lossy()) : lossless(chunks.lossless());
        if (!chunks.holds(frame.width(), frame.height())) {
            throw problem("damaged WEBP file: " + chunks.misplaced(frame.width(), frame.height()));
        }
        if (chunks.canvasWidth() > frame.width() || chunks.canvasHeight() > frame.height()) {
            Rgb canvas = Rgb.black(chunks.canvasHeight(), chunks.canvasWidth());
            canvas.paste(frame, chunks.frameTop(), chunks.frameLeft());
            frame = canvas;
        }
        return upright(frame, chunks.exifOffset());
    }

    private Rgb lossy(Vp8Frame frame) throws IOException {
        checkSize(frame.width(), frame.height());
        return new Rgb(frame.height(), frame.width(), frame.decode());
    }

    private Rgb lossless(Vp8lPicture picture) throws IOException {
        checkSize(picture.width(), picture.height());
        return new Rgb(picture.height(), picture.width(), picture.decode());
    }

    /** Pillow turns a TIFF whoever asks: there the orientation is not a note but a part of the format. */
    private Rgb tiff() throws IOException {
        Rgb stored = toRgb(read(ImageIoReaders.tiff(), file));
        return ExifOrientation.upright(stored, ExifOrientation.at(file, 0));
    }

    private Rgb upright(Rgb stored, int exifOffset) {
        return orientation == Orientation.EXIF
                ? ExifOrientation.upright(stored, ExifOrientation.at(file, exifOffset))
                : stored;
    }

    /** Reads the first picture in the decoder's own type: not converted to a more usual one, not by a colour profile. */
    private BufferedImage read(ImageReader reader, byte[] bytes) throws IOException {
        try {
            reader.setInput(ImageIoReaders.stream(bytes), false, true);
            checkSize(reader.getWidth(0), reader.getHeight(0));
            ImageReadParam param = reader.getDefaultReadParam();
            param.setDestinationType(reader.getRawImageType(0));
            return reader.read(0, param);
        } finally {
            reader.dispose();
        }
    }

    private Rgb toRgb(BufferedImage image) throws PictureException {
        try {
            return RasterConversion.toRgb(image);
        } catch (IllegalArgumentException e) {
            throw new PictureException(name, "unsupported " + format + " file: " + e.getMessage(), e);
        }
    }

    private void checkSize(long width, long height) throws PictureException {
        if (width * height > maxPixels) {
            throw problem("%d x %d is %d pixels, more than the %d allowed"
                    .formatted(width, height, width * height, maxPixels));
        }
    }

    private PictureException truncated() {
        return problem("truncated " + format + " file: it ends before the picture does");
    }

    private PictureException problem(String problem) {
        return new PictureException(name, problem);
    }
}
