package vtp.engine.text;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Text whose bytes were decoded with the wrong encoding, put right: {@code fix_encoding} of {@code ftfy}. */
final class Mojibake {
    /** Texts decoded wrongly three times are rare already; without a limit, a text made for it takes time n². */
    private static final int MOST_ROUNDS = 16;

    private Mojibake() {}

    /** Returns the text decoded rightly, as many times as it was decoded wrongly. */
    static String fix(String text) {
        String before = text;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            String after = fixOnce(before);
            if (after.equals(before)) {
                break;
            }
            before = after;
        }
        return before;
    }

    private static String fixOnce(String text) {
        if (isAscii(text) || !Badness.isBad(text)) {
            return text;
        }
        // 1. All of it is UTF-8 that was read in one of these encodings.
        for (SingleByteEncoding encoding : MojibakeTables.ENCODINGS) {
            String decoded = redecode(text, encoding);
            if (decoded != null) {
                return decoded;
            }
        }
        // 2. Parts of it are.
        String fixed = fixParts(text);
        // 3. It is Windows-1252 that was read as Latin-1.
        return fixed.equals(text) ? CharacterFixes.replaceC1Controls(text) : fixed;
    }

    /** Returns the text decoded as UTF-8 from its bytes in the encoding; null if it has none, or they are no UTF-8. */
    private static @Nullable String redecode(String text, SingleByteEncoding encoding) {
        String bytes = encoding.encode(text);
        if (bytes == null) {
            return null;
        }
        if (encoding.mayHoldNoBreakSpace()) {
            bytes = Utf8Repairs.restoreNoBreakSpaces(bytes);
        }
        if (encoding.isSloppy()) {
            bytes = Utf8Repairs.replaceLossySequences(bytes);
        }
        return Utf8Variants.decode(bytes);
    }

    /** Fixes each run of characters that looks like UTF-8, unless that is all of the text. */
    private static String fixParts(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int start = 0;
        while (start < text.length()) {
            int end = endOfUtf8(text, start);
            if (end == start) {
                out.append(text.charAt(start++));
            } else {
                String part = text.substring(start, end);
                out.append(part.length() < text.length() ? fix(part) : part);
                start = end;
            }
        }
        return out.toString();
    }

    /** Returns the index after the characters from {@code start} on that look like UTF-8; {@code start} if none do. */
    private static int endOfUtf8(String text, int start) {
        if (start > 0 && Clues.STRICT_CONTINUATION.get(text.charAt(start - 1))) {
            return start; // in the middle of something worse
        }
        int end = start;
        while (end < text.length()) {
            int length = lengthOfSequence(text.charAt(end));
            if (length == 0 || end + length > text.length() || !areContinuations(text, end + 1, end + length)) {
                break;
            }
            end += length;
        }
        return end;
    }

    private static int lengthOfSequence(char first) {
        if (Clues.FIRST_OF_2.get(first)) {
            return 2;
        }
        if (Clues.FIRST_OF_3.get(first)) {
            return 3;
        }
        return Clues.FIRST_OF_4.get(first) ? 4 : 0;
    }

    private static boolean areContinuations(String text, int start, int end) {
        return text.substring(start, end).chars().allMatch(Clues.CONTINUATION::get);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** What the bytes of UTF-8 look like when they are read in one of the encodings. */
    private static final class Clues {
        static final BitSet FIRST_OF_2 = MojibakeTables.set("utf8_first_of_2");
        static final BitSet FIRST_OF_3 = MojibakeTables.set("utf8_first_of_3");
        static final BitSet FIRST_OF_4 = MojibakeTables.set("utf8_first_of_4");
        static final BitSet CONTINUATION = MojibakeTables.set("utf8_continuation");
        static final BitSet STRICT_CONTINUATION = MojibakeTables.set("utf8_continuation_strict");
    }
}
