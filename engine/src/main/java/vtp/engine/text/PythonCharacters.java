package vtp.engine.text;

import java.util.Arrays;

/**
 * Character classes as the reference's Python has them, where they are not simply the JDK's.
 *
 * <p>Three Unicode versions meet here: that of {@code \p{L}} and {@code \p{N}} in Python's {@code regex} 2026.9 (18);
 * that of {@code str.lower} in Python 3.11 to 3.13 (14 and 15, alike in this), and of normalization in Python 3.11; and
 * that of JDK 25 (16), which does the rest.
 */
final class PythonCharacters {
    /** Matched by no part of the token pattern when case is ignored: it folds to a letter and is none. */
    static final int COMBINING_YPOGEGRAMMENI = 0x345;

    /** Letters of Unicode 17 and 18: first and last code point of each range. */
    private static final int[] NEWER_LETTERS = {
        0x558, 0x558, 0x58B, 0x58C, 0x88F, 0x88F, 0xC5C, 0xC5C, 0xCDC, 0xCDC, //
        0x208F, 0x208F, 0x209D, 0x209F, 0xA7CE, 0xA7CF, 0xA7D2, 0xA7D2, 0xA7D4, 0xA7D4, 0xA7DD, 0xA7DD, //
        0xA7E2, 0xA7E2, 0xA7F1, 0xA7F1, 0xAB6C, 0xAB6D, // basic plane
        0x107BB, 0x107BF, 0x10940, 0x10959, 0x10EC5, 0x10EC7, 0x10ED9, 0x10EEE, 0x11B0A, 0x11B0A, 0x11DB0, 0x11DDB, //
        0x11DF1, 0x11DF1, 0x16EA0, 0x16EB8, 0x16EBB, 0x16ED3, 0x16FF2, 0x16FF3, 0x187F8, 0x187FF, 0x18CD6, 0x18CDA, //
        0x18D09, 0x18D20, 0x18D80, 0x18DF2, //
        0x18E00, 0x19191, 0x191A0, 0x191D2, 0x1B123, 0x1B128, 0x1B168, 0x1B168, 0x1D6A6, 0x1D6A6, 0x1DF1F, 0x1DF24, //
        0x1DF2B, 0x1DF81, 0x1DF90, 0x1DF96, //
        0x1DFCD, 0x1DFFF, 0x1E6C0, 0x1E6DE, 0x1E6E0, 0x1E6E2, 0x1E6E4, 0x1E6E5, 0x1E6E7, 0x1E6ED, 0x1E6F0, 0x1E6F4, //
        0x1E6FE, 0x1E6FF, // plane 1
        0x2B73A, 0x2B73F, 0x2B81E, 0x2B81E, 0x2CEA2, 0x2CEAD, 0x323B0, 0x33479, 0x3D000, 0x3FC3F, // planes 2, 3
    };

    /** Numbers of Unicode 17 and 18, likewise. */
    private static final int[] NEWER_NUMBERS = {
        0x11DE0, 0x11DE9, 0x1246F, 0x1246F, 0x12475, 0x1247F, 0x12550, 0x12686, 0x16FF4, 0x16FF6,
    };

    /** What normalization reorders, joins or takes apart since Unicode 15 or 16, likewise. */
    private static final int[] NEWER_IN_NORMALIZATION = {
        0x897, 0x897, 0x105C9, 0x105C9, 0x105D2, 0x105D2, 0x105DA, 0x105DA, 0x105E4, 0x105E4, 0x10D69, 0x10D6D, //
        0x10EFD, 0x10EFF, 0x11382, 0x11385, 0x1138B, 0x1138B, 0x1138E, 0x1138E, 0x11390, 0x11391, 0x113B8, 0x113B8, //
        0x113BB, 0x113BB, 0x113C2, 0x113C2, 0x113C5, 0x113C5, 0x113C7, 0x113C9, 0x113CE, 0x113D0, 0x11F41, 0x11F42, //
        0x1611E, 0x16129, 0x1612F, 0x1612F, 0x16D63, 0x16D63, 0x16D67, 0x16D6A, 0x1E08F, 0x1E08F, 0x1E4EC, 0x1E4EF, //
        0x1E5EE, 0x1E5EF,
    };

    /** What Unicode's Word_Break calls MidLetter, MidNumLet and Single_Quote. */
    private static final String WITHIN_WORDS =
            "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    private PythonCharacters() {}

    /** Whether the character is {@code str.isspace}: not Java's: no-break spaces, U+0085, U+001C to U+001F too. */
    static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F) || c == 0x85;
    }

    /** Whether the character is a letter, {@code \p{L}}. */
    static boolean isLetter(int c) {
        return Character.isLetter(c) || isIn(NEWER_LETTERS, c);
    }

    /** Whether the character is a number, {@code \p{N}}. */
    static boolean isNumber(int c) {
        return isNumberOfUnicode16(c) || isIn(NEWER_NUMBERS, c);
    }

    /** Whether the character is {@code \w} in Python's {@code re}: a letter, a number or the underscore. */
    static boolean isWord(int c) {
        return c == '_' || Character.isLetter(c) || isNumberOfUnicode16(c);
    }

    /** Whether normalization (NFC) may treat the character differently in JDK 25 and in Python 3.11. */
    static boolean isNormalizedSinceUnicode15(int c) {
        return isIn(NEWER_IN_NORMALIZATION, c);
    }

    /** Returns the lower-case twin, but for the two capitals that {@link PythonText#lower} knows, U+0130 and U+03A3. */
    static int toLowerCase(int c) {
        return isCapitalOfUnicode16(c) ? c : Character.toLowerCase(c);
    }

    /** Whether the character is Cased. */
    static boolean isCased(int c) {
        return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
    }

    /** Whether the character is Case_Ignorable: a mark, a format, a modifier, or what may stand within a word. */
    static boolean isCaseIgnorable(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT,
                    Character.MODIFIER_LETTER,
                    Character.MODIFIER_SYMBOL -> true;
            default -> WITHIN_WORDS.indexOf(c) >= 0;
        };
    }

    /** Capitals without a lower case before Unicode 16, that is, before Python 3.14. */
    private static boolean isCapitalOfUnicode16(int c) {
        return c == 0x1C89
                || c == 0xA7CB
                || c == 0xA7CC
                || c == 0xA7DA
                || c == 0xA7DC
                || (c >= 0x10D50 && c <= 0x10D65);
    }

    private static boolean isNumberOfUnicode16(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    private static boolean isIn(int[] ranges, int c) {
        if (c < ranges[0]) {
            return false;
        }
        int at = Arrays.binarySearch(ranges, c);
        return at >= 0 || (-at - 1) % 2 == 1; // between a first and its last
    }
}
