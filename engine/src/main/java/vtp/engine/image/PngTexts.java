package vtp.engine.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a PNG (tEXt, zTXt, iTXt) that tell how to hold the picture: ImageMagick's raw EXIF profile, and XMP. The
 * others are not kept.
 */
final class PngTexts {
    private static final String RAW_EXIF = "Raw profile type exif";
    private static final String XMP = "XML:com.adobe.xmp";

    /** A longer text is an attack; Pillow has the same limit. */
    private static final int LONGEST_TEXT = 1 << 20;

    private byte @Nullable [] exif;
    private byte @Nullable [] xmp;

    /** Takes a chunk of any name; those that are no texts, are damaged, or are not wanted, are passed over. */
    void add(String chunk, byte[] body) {
        int keyEnd = end(body, 0);
        String key = new String(body, 0, keyEnd, StandardCharsets.ISO_8859_1);
        if ((!key.equals(RAW_EXIF) && !key.equals(XMP)) || keyEnd + 2 > body.length) {
            return;
        }
        byte[] text = switch (chunk) {
            case "tEXt" -> rest(body, keyEnd + 1);
            case "zTXt" -> body[keyEnd + 1] == 0 ? inflate(rest(body, keyEnd + 2)) : null;
            case "iTXt" -> {
                int afterLanguage = end(body, keyEnd + 3) + 1;
                byte[] value = rest(body, end(body, afterLanguage) + 1);
                yield body[keyEnd + 1] == 0 ? value : inflate(value);
            }
            default -> null;
        };
        if (text == null) {
            return;
        }
        if (key.equals(XMP)) {
            xmp = text;
        } else {
            exif = fromDigits(text);
        }
    }

    /** Where the zero byte is that ends a word; the end of the body where there is none. */
    private static int end(byte[] body, int from) {
        int at = Math.min(from, body.length);
        while (at < body.length && body[at] != 0) {
            at++;
        }
        return at;
    }

    private static byte[] rest(byte[] body, int from) {
        return Arrays.copyOfRange(body, Math.min(from, body.length), body.length);
    }

    private static byte @Nullable [] inflate(byte[] compressed) {
        byte[] text = new byte[LONGEST_TEXT];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(compressed);
            return Arrays.copyOf(text, inflater.inflate(text));
        } catch (DataFormatException e) {
            return null; // a note about the picture, not the picture
        }
    }

    /** The profile after three lines of name and length, in hexadecimal digits. */
    private static byte @Nullable [] fromDigits(byte[] text) {
        String digits = new String(text, StandardCharsets.ISO_8859_1)
                .lines()
                .skip(3)
                .map(String::strip)
                .collect(Collectors.joining());
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The EXIF block, or null. */
    byte @Nullable [] exif() {
        return exif;
    }

    /** The XMP text, or null. */
    byte @Nullable [] xmp() {
        return xmp;
    }
}
