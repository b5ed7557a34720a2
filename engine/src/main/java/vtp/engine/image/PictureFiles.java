package vtp.engine.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at a picture's file, and says in a few words what a file is that holds no picture. */
final class PictureFiles {
    /** What stands at the start of files that are often taken for pictures. */
    private static final Map<String, String> OTHER_FILES = Map.of(
            "version https://git-lfs", "not a picture but a Git LFS pointer to one: fetch it with \"git lfs pull\"",
            "<!doctype html",
                    "not a picture but an HTML page, perhaps a server's error page: download the picture again",
            "<html", "not a picture but an HTML page, perhaps a server's error page: download the picture again",
            "pk\3\4", "not a picture but a ZIP archive: unpack it first",
            "\u001f\u008b", "not a picture but a gzip file: unpack it first");

    /** The longest file that an array holds. */
    static final int LARGEST = Integer.MAX_VALUE - 64;

    static final String TOO_LARGE = "the file is over 2 GiB, too large for a picture";

    private PictureFiles() {}

    /**
     * The length of a file in bytes; 0 for a stream. A pipe or a device, on which a read might wait for ever, is
     * refused, unless it is a stream that this process was given, such as {@code /dev/stdin}, and a shell's {@code
     * <(…)}.
     *
     * @param name what messages call the picture
     */
    static long length(Path file, String name) throws PictureException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw new PictureException(name, "is a folder, not a picture");
            }
            if (attributes.isOther() && !isGivenStream(file)) {
                throw new PictureException(
                        name, "is a pipe, a socket or a device: copy it to a file, or give it as standard input");
            }
            if (attributes.size() >= LARGEST) {
                throw new PictureException(name, TOO_LARGE);
            }
            return attributes.isRegularFile() ? attributes.size() : 0;
        } catch (PictureException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file, name, e);
        }
    }

    /** What is said when reading fails: the reason alone, since Java's own messages repeat the path. */
    static PictureException unreadable(@Nullable Path file, String name, IOException e) {
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        String problem = "cannot be read: " + (reason == null ? e.getClass().getSimpleName() : reason);
        if (e instanceof NoSuchFileException) {
            problem = missing(file);
        } else if (e instanceof AccessDeniedException) {
            problem = "no permission to read it";
        }
        return new PictureException(name, problem, e);
    }

    private static boolean isGivenStream(Path file) {
        String path = file.toAbsolutePath().normalize().toString();
        return path.equals("/dev/stdin") || path.startsWith("/dev/fd/") || path.matches("/proc/(self|\\d+)/fd/\\d+");
    }

    private static String missing(@Nullable Path file) {
        return file != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? "is a link to a file that does not exist"
                : "no such file";
    }

    /** Why a picture of a format that is known and not read is refused. */
    static String unread(PictureFormat format) {
        return "is %s %s picture, which vtp does not read: convert it to PNG or JPEG"
                .formatted("AEIOSX".indexOf(format.toString().charAt(0)) < 0 ? "a" : "an", format);
    }

    /** What is wrong with a file that is no known picture. */
    static String whatElse(byte[] file) {
        if (file.length == 0) {
            return "the file is empty";
        }
        String start = new String(file, 0, Math.min(file.length, 64), StandardCharsets.ISO_8859_1)
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        return OTHER_FILES.entrySet().stream()
                .filter(entry -> start.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("not a picture: neither PNG, JPEG, WebP, TIFF, BMP, GIF nor PNM by its first bytes");
    }
}
