package vtp.engine.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damaged UTF-8, made decodable. Bytes are strings of U+0000 to U+00FF. */
final class Utf8Repairs {
    /** Sequences whose byte A0 became a blank, where what they stand for is likelier than the blank. */
    private static final Pattern BLANK_FOR_A0 = Pattern.compile("[\\xC2\\xC3\\xC5\\xCE\\xD0\\xD9] "
            + "|[\\xE2\\xE3] [\\x80-\\x84\\x86-\\x9F\\xA1-\\xBF]"
            + "|[\\xE0-\\xE3][\\x80-\\x84\\x86-\\x9F\\xA1-\\xBF] "
            + "|\\xF0 [\\x80-\\xBF]{2}"
            + "|\\xF0[\\x80-\\xBF] [\\x80-\\xBF]"
            + "|\\xF0[\\x80-\\xBF]{2} ");

    /** An à that ends a word: its blank is both the byte A0 and a blank, but in Portuguese às, àquele and their kin. */
    private static final Pattern FINAL_A_GRAVE = Pattern.compile("\\xC3 (?! |quele|quela|quilo|s )");

    /** Sequences of UTF-8 or CESU-8 with bytes lost: byte 1A, or once a question mark. */
    private static final Pattern LOSSY = Pattern.compile("[\\xC2-\\xDF]\\x1A"
            + "|[\\xC2\\xC3]\\?"
            + "|\\xED[\\xA0-\\xAF][\\x1A?]\\xED[\\xB0-\\xBF][\\x1A?\\x80-\\xBF]"
            + "|\\xED[\\xA0-\\xAF][\\x1A?\\x80-\\xBF]\\xED[\\xB0-\\xBF][\\x1A?]"
            + "|[\\xE0-\\xEF][\\x1A?][\\x1A\\x80-\\xBF]"
            + "|[\\xE0-\\xEF][\\x1A\\x80-\\xBF][\\x1A?]"
            + "|[\\xF0-\\xF4][\\x1A?][\\x1A\\x80-\\xBF]{2}"
            + "|[\\xF0-\\xF4][\\x1A\\x80-\\xBF][\\x1A?][\\x1A\\x80-\\xBF]"
            + "|[\\xF0-\\xF4][\\x1A\\x80-\\xBF]{2}[\\x1A?]"
            + "|\\x1A");

    /** U+FFFD in UTF-8. */
    private static final String REPLACEMENT = "\u00EF\u00BF\u00BD";

    private Utf8Repairs() {}

    /** Puts byte A0 back where it became a blank within a sequence. */
    static String restoreNoBreakSpaces(String bytes) {
        if (!BLANK_FOR_A0.matcher(bytes).find()) {
            return bytes;
        }
        String restored = FINAL_A_GRAVE.matcher(bytes).replaceAll("\u00C3\u00A0 ");
        return BLANK_FOR_A0.matcher(restored).replaceAll(match -> match.group().replace(' ', '\u00A0'));
    }

    /** Makes U+FFFD of each sequence that has lost a byte. */
    static String replaceLossySequences(String bytes) {
        return LOSSY.matcher(bytes).replaceAll(Matcher.quoteReplacement(REPLACEMENT));
    }
}
