package vtp.engine.text;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An encoding of one byte a character, ASCII in its lower half, in which UTF-8 may have been read.
 *
 * <p>Bytes are given as strings of U+0000 to U+00FF. A sloppy encoding gives a byte that has no meaning
 * the one that it has in Latin-1, and has byte 1A stand for U+FFFD, a character that was lost.
 */
final class SingleByteEncoding {
    private static final char REPLACEMENT_CHARACTER = 0xFFFD;
    private static final char SUBSTITUTE = 0x1A;

    private final String name;
    private final Map<Character, Character> bytes = new HashMap<>(512);

    /** Makes an encoding of the 128 characters that bytes 80 to FF stand for. */
    SingleByteEncoding(String name, String upperHalf) {
        if (upperHalf.length() != 0x80) {
            throw new IllegalArgumentException(
                    "The encoding " + name + " has " + upperHalf.length() + " characters, but must have 128.");
        }
        this.name = name;
        for (char b = 0; b < 0x80; b++) {
            bytes.put(b == SUBSTITUTE && isSloppy() ? REPLACEMENT_CHARACTER : b, b);
            bytes.put(upperHalf.charAt(b), (char) (b + 0x80));
        }
    }

    boolean isSloppy() {
        return name.startsWith("sloppy");
    }

    /** Whether byte A0 is a space, so that a blank may stand for it. In MacRoman it is a dagger. */
    boolean mayHoldNoBreakSpace() {
        return !name.equals("macroman");
    }

    /** Returns the bytes of a text, or null if it has a character that the encoding has not. */
    @Nullable
    String encode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            Character b = bytes.get(text.charAt(i));
            if (b == null) {
                return null;
            }
            out.append(b.charValue());
        }
        return out.toString();
    }
}
