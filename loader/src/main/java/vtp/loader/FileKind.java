package vtp.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is by its first bytes, for messages about files that are not what was expected.
 *
 * @since 0.1.0
 */
public final class FileKind {
    /** How many of the first bytes are enough to tell. */
    private static final int START_BYTES = 512;

    /** A format, the bytes it begins with (a char a byte), and its name with what to do. */
    private record Magic(String start, String description) {}

    private static final Magic[] MAGICS = {
        new Magic(
                "version https://git-lfs",
                "a git-lfs pointer, not the file that it stands for (run git lfs pull, or download the file itself)"),
        new Magic("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.", "a PyTorch file (.pt, .pth, .bin)"),
        new Magic("\u0080\u0002", "a Python pickle"),
        new Magic("\u0080\u0003", "a Python pickle"),
        new Magic("\u0080\u0004", "a Python pickle"),
        new Magic("\u0080\u0005", "a Python pickle"),
        new Magic("\u0093NUMPY", "a NumPy array (.npy)"),
        new Magic("GGUF", "a GGUF file (llama.cpp)"),
        new Magic("\u0089HDF\r\n", "an HDF5 file (.h5)"),
        new Magic("PAR1", "a Parquet file"),
        new Magic("\u001f\u008b", "compressed by gzip (unpack it first)"),
        new Magic("(\u00b5/\u00fd", "compressed by zstd (unpack it first)"),
        new Magic("\u00fd7zXZ", "compressed by xz (unpack it first)"),
        new Magic("BZh", "compressed by bzip2 (unpack it first)"),
        new Magic("\u0089PNG\r\n", "a PNG picture"),
        new Magic("\u00ff\u00d8\u00ff", "a JPEG picture"),
        new Magic("GIF8", "a GIF picture"),
        new Magic("RIFF", "a RIFF file (a WebP picture?)"),
        new Magic("BM", "a BMP picture"),
        new Magic("II*\0", "a TIFF picture"),
        new Magic("MM\0*", "a TIFF picture"),
        new Magic("%PDF", "a PDF document"),
    };

    private FileKind() {}

    /**
     * Names the format of a file that begins with these bytes.
     *
     * @param start the whole file, or its first few hundred bytes
     * @return a noun with its article, such as {@code a git-lfs pointer …}; empty if the format is none of those known
     *     here: safetensors, for one
     */
    public static Optional<String> of(byte[] start) {
        String text = new String(start, 0, Math.min(start.length, START_BYTES), StandardCharsets.ISO_8859_1);
        for (Magic magic : MAGICS) {
            if (text.startsWith(magic.start)) {
                return Optional.of(magic.description);
            }
        }
        if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
            return Optional.of(zip(text));
        }
        String markup =
                text.replaceFirst("^\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
        if (markup.startsWith("<!doctype html") || markup.startsWith("<html") || markup.startsWith("<head")) {
            return Optional.of("an HTML page (a login or error page that was saved in place of the file)");
        }
        if (markup.startsWith("<?xml")) {
            return Optional.of("an XML document (an error message that was saved in place of the file?)");
        }
        return Optional.empty();
    }

    /** Names the format of a file by its beginning; empty if it is none of those known here. */
    public static Optional<String> of(Bytes file) throws IOException {
        byte[] start = new byte[(int) Math.min(START_BYTES, file.size())];
        file.copy(0, MemorySegment.ofArray(start));
        return of(start);
    }

    /** By the name of its first entry, which begins at byte 30; its length stands in bytes 26 and 27. */
    private static String zip(String text) {
        int nameLength = text.length() < 30 ? 0 : text.charAt(26) | text.charAt(27) << 8;
        String name = text.substring(Math.min(30, text.length()), Math.min(30 + nameLength, text.length()));
        if (name.endsWith(".npy")) {
            return "a NumPy archive (.npz)";
        }
        return name.matches("[^/]*/(data\\.pkl|data/.*|version|byteorder|\\..*)")
                ? "a PyTorch file (.pt, .pth, .bin)"
                : "a zip file";
    }
}
