package vtp.engine.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Reads PNG, JPEG, WebP, TIFF, BMP and GIF (the first frame of an animation) into RGB, with the values that Pillow's
 * {@code Image.open(file).convert("RGB")} has: no ICC profile, gamma or background is applied, alpha is dropped.
 *
 * <p>JPEG leaves the decoder some freedom: expect differences of a few levels from Pillow's there.
 *
 * <p>Immutable and thread-safe. Every failure is a {@link PictureException} whose message is one line.
 *
 * @param orientation whether pictures are turned as their EXIF block says
 * @param maxPixels larger pictures are refused by their header, before memory is taken for them
 */
public record PictureReader(Orientation orientation, long maxPixels) {
    /** 179 megapixels, beyond which Pillow too takes a picture for an attack. */
    public static final long DEFAULT_MAX_PIXELS = 179_000_000;

    /** The endings of picture files, lower case, without the dot. The reader itself goes by a file's content. */
    public static final Set<String> EXTENSIONS =
            Set.of("png", "jpg", "jpeg", "jpe", "jfif", "webp", "tif", "tiff", "bmp", "gif");

    /** Pictures as they are stored, up to 179 megapixels: what the reference does. */
    public PictureReader() {
        this(Orientation.STORED, DEFAULT_MAX_PIXELS);
    }

    /** Whether a file's name ends as pictures' names do. */
    public static boolean hasPictureExtension(Path file) {
        String name = String.valueOf(file.getFileName());
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** Reads a file. */
    public Rgb read(Path file) throws PictureException {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new PictureException(name, "is a folder, not a picture");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, name);
        } catch (PictureException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new PictureException(name, "no such file", e);
        } catch (AccessDeniedException e) {
            throw new PictureException(name, "no permission to read it", e);
        } catch (IOException e) {
            throw new PictureException(name, "cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a stream to its end, and does not close it.
     *
     * @param name what messages call the picture
     */
    public Rgb read(InputStream in, String name) throws PictureException {
        byte[] file;
        try {
            byte[] head = in.readNBytes(PictureFormat.HEAD_BYTES);
            if (head.length == 0) {
                throw new PictureException(name, "the file is empty");
            }
            if (PictureFormat.of(head) == null) {
                throw notAPicture(name);
            }
            byte[] rest = in.readNBytes(Integer.MAX_VALUE - 64);
            if (rest.length == Integer.MAX_VALUE - 64) {
                throw new PictureException(name, "the file is over 2 GiB, too large for a picture");
            }
            file = Arrays.copyOf(head, head.length + rest.length);
            System.arraycopy(rest, 0, file, head.length, rest.length);
        } catch (PictureException e) {
            throw e;
        } catch (IOException e) {
            throw new PictureException(name, "cannot be read: " + e.getMessage(), e);
        }
        return read(file, name);
    }

    /**
     * Reads a picture file held in memory.
     *
     * @param name what messages call the picture
     */
    public Rgb read(byte[] file, String name) throws PictureException {
        PictureFormat format = PictureFormat.of(file);
        if (format == null) {
            throw notAPicture(name);
        }
        return new PictureDecoder(file, name, format, orientation, maxPixels).decode();
    }

    private static PictureException notAPicture(String name) {
        return new PictureException(
                name, "not a picture: neither PNG, JPEG, WebP, TIFF, BMP nor GIF by its first bytes");
    }
}
