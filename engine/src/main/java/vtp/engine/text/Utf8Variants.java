package vtp.engine.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * UTF-8 and two variants that Java and old databases write: C0 80 for U+0000, and each half of a surrogate pair encoded
 * on its own (CESU-8).
 */
final class Utf8Variants {
    /** A last line feed is taken for the byte whose place it has, as in {@code ftfy}, whose {@code $} matches there. */
    private static final Pattern VARIANT = Pattern.compile(
            "\\xC0(?:\\x80|\\n\\z)" + "|\\xED([\\xA0-\\xAF])([\\x80-\\xBF])\\xED([\\xB0-\\xBF])([\\x80-\\xBF]|\\n\\z)");

    private Utf8Variants() {}

    /** Decodes bytes, given as a string of U+0000 to U+00FF; null if they are no UTF-8. */
    static @Nullable String decode(String bytes) {
        String standard = VARIANT.matcher(bytes).replaceAll(Utf8Variants::standardBytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(standard.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** No byte of the result is a backslash or a dollar, which a replacement could not hold. */
    private static String standardBytes(MatchResult variant) {
        if (variant.group(1) == null) {
            return "\0";
        }
        int codePoint = 0x10000
                + ((variant.group(1).charAt(0) & 0x0F) << 16)
                + ((variant.group(2).charAt(0) & 0x3F) << 10)
                + ((variant.group(3).charAt(0) & 0x0F) << 6)
                + (variant.group(4).charAt(0) & 0x3F);
        byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        return new String(utf8, StandardCharsets.ISO_8859_1);
    }
}
