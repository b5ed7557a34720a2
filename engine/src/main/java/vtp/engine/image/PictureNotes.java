package vtp.engine.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file notes beside its pixels about how to hold the picture: an EXIF block, and Adobe's XMP text. As in Pillow,
 * XMP is asked where EXIF does not speak of the orientation at all.
 */
final class PictureNotes {
    private static final String PREFIX = "Exif\0\0";
    private static final Pattern XMP_ORIENTATION = Pattern.compile("tiff:Orientation(=\"|>)([0-9])");

    private byte @Nullable [] exif;
    private @Nullable String xmp;

    /** Takes an EXIF block, whatever number of {@code Exif\0\0} stand before it. */
    void exif(byte[] block) {
        exif = block;
    }

    /** Takes an XMP text. */
    void xmp(byte[] text) {
        xmp = new String(text, StandardCharsets.ISO_8859_1);
    }

    boolean hasExif() {
        return exif != null;
    }

    /** The orientation, 1 to 8; 1 where none is noted, or one that there is not. */
    int orientation() {
        int noted = exif == null ? ExifOrientation.NONE : ExifOrientation.noted(withoutPrefix(exif));
        if (noted == ExifOrientation.NONE && xmp != null) {
            Matcher match = XMP_ORIENTATION.matcher(xmp);
            noted = match.find() ? Integer.parseInt(match.group(2)) : ExifOrientation.NONE;
        }
        return noted >= 1 && noted <= 8 ? noted : ExifOrientation.UPRIGHT;
    }

    private static byte[] withoutPrefix(byte[] block) {
        int start = 0;
        while (startsWith(block, start, PREFIX)) {
            start += PREFIX.length();
        }
        return Arrays.copyOfRange(block, start, block.length);
    }

    /** Whether ASCII text stands at an offset. */
    static boolean startsWith(byte[] bytes, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at + i >= bytes.length || bytes[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
