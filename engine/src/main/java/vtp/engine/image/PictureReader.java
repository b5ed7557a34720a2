package vtp.engine.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads picture files into RGB, with the values that Pillow's {@code Image.open(file).convert("RGB")} has: no ICC
 * profile, gamma or background is applied, alpha is dropped. The formats are those of {@link PictureFormat} whose
 * {@link PictureFormat#isRead()} is true; of an animation or a file of several pages, the first picture is read.
 *
 * <p>Pictures are turned upright as their EXIF or XMP data says, as Pillow's {@code ImageOps.exif_transpose} does,
 * unless they are asked for as they are stored.
 *
 * <p>Immutable and thread-safe. Every failure is a {@link PictureException} whose message is one line.
 *
 * @param orientation whether pictures are turned upright
 * @param maxPixels larger pictures are refused by their header, before memory is taken for them
 * @since 0.1.0
 */
public record PictureReader(Orientation orientation, long maxPixels) {
    /** 179 megapixels, beyond which Pillow too takes a picture for an attack. */
    public static final long DEFAULT_MAX_PIXELS = 179_000_000;

    /**
     * The endings of the names of files that are read, lower case, without the dot. The reader itself goes by content.
     */
    public static final Set<String> EXTENSIONS = Arrays.stream(PictureFormat.values())
            .filter(PictureFormat::isRead)
            .flatMap(format -> format.extensions().stream())
            .collect(Collectors.toUnmodifiableSet());

    /** Reads pictures upright, up to 179 megapixels, as the commands do. */
    public PictureReader() {
        this(Orientation.EXIF);
    }

    /**
     * Reads pictures up to 179 megapixels.
     *
     * @param orientation {@link Orientation#STORED} for what the reference sees
     */
    public PictureReader(Orientation orientation) {
        this(orientation, DEFAULT_MAX_PIXELS);
    }

    /** Whether a file's name ends as those of pictures that are read do. */
    public static boolean hasPictureExtension(Path file) {
        PictureFormat format = PictureFormat.ofName(file);
        return format != null && format.isRead();
    }

    /**
     * Reads a file, of which links are followed.
     *
     * @throws PictureException if there is no such file, it is no regular file, may not be read, or is no sound picture
     */
    public Rgb read(Path file) throws PictureException {
        String name = file.toString();
        long length = PictureFiles.length(file, name);
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, length, name);
        } catch (PictureException e) {
            throw e;
        } catch (IOException e) {
            throw PictureFiles.unreadable(file, name, e);
        }
    }

    /**
     * Reads a stream to its end, and does not close it.
     *
     * @param name what messages call the picture
     * @throws PictureException if the stream fails, or holds no sound picture
     */
    public Rgb read(InputStream in, String name) throws PictureException {
        try {
            return read(in, 0, name);
        } catch (PictureException e) {
            throw e;
        } catch (IOException e) {
            throw PictureFiles.unreadable(null, name, e);
        }
    }

    /** Reads a stream whose length is known, or 0. */
    private Rgb read(InputStream in, long known, String name) throws IOException {
        long length = known;
        try {
            byte[] head = in.readNBytes(PictureFormat.HEAD_BYTES);
            recognize(head, name);
            byte[] file;
            if (known > head.length) {
                file = Arrays.copyOf(head, (int) known);
                int rest = in.readNBytes(file, head.length, file.length - head.length);
                file = head.length + rest < file.length ? Arrays.copyOf(file, head.length + rest) : file;
            } else {
                byte[] rest = in.readNBytes(PictureFiles.LARGEST - head.length);
                length = (long) head.length + rest.length;
                if (length == PictureFiles.LARGEST) {
                    throw new PictureException(name, PictureFiles.TOO_LARGE);
                }
                file = Arrays.copyOf(head, (int) length);
                System.arraycopy(rest, 0, file, head.length, rest.length);
            }
            return read(file, name);
        } catch (OutOfMemoryError e) {
            throw new SizeLimit(name, maxPixels).outOfMemory(length, e);
        }
    }

    /**
     * Reads a picture file held in memory.
     *
     * @param name what messages call the picture
     * @throws PictureException if it is no sound picture
     */
    public Rgb read(byte[] file, String name) throws PictureException {
        return new PictureDecoder(file, name, recognize(file, name), orientation, maxPixels).decode();
    }

    private static PictureFormat recognize(byte[] file, String name) throws PictureException {
        PictureFormat format = PictureFormat.of(file);
        if (format == null || !format.isRead()) {
            throw new PictureException(
                    name, format == null ? PictureFiles.whatElse(file) : PictureFiles.unread(format));
        }
        return format;
    }
}
