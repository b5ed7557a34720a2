package vtp.engine.image;

import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** The picture formats, told apart by their first bytes, whatever a file's name says. */
enum PictureFormat {
    PNG("\u0089PNG\r\n\u001a\n"),
    JPEG("\u00ff\u00d8\u00ff"),
    GIF("GIF87a|GIF89a"),
    WEBP("RIFF????WEBP"),
    TIFF("II*\0|MM\0*|II+\0|MM\0+"),
    BMP("BM");

    /** How many bytes at a file's start are enough to tell. */
    static final int HEAD_BYTES = 12;

    /** The ways to begin, separated by bars; a question mark is any byte. */
    private final String signatures;

    PictureFormat(String signatures) {
        this.signatures = signatures;
    }

    static @Nullable PictureFormat of(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        for (PictureFormat format : values()) {
            for (StringTokenizer list = new StringTokenizer(format.signatures, "|"); list.hasMoreTokens(); ) {
                if (matches(head, list.nextToken())) {
                    return format;
                }
            }
        }
        return null;
    }

    private static boolean matches(String head, String signature) {
        if (head.length() < signature.length()) {
            return false;
        }
        for (int i = 0; i < signature.length(); i++) {
            if (signature.charAt(i) != '?' && signature.charAt(i) != head.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
