package vtp.engine.text;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Single characters that are seldom meant, replaced as {@code ftfy} does it. All of them are in the basic plane. */
final class CharacterFixes {
    private static final char ESCAPE = 0x1B;

    private CharacterFixes() {}

    /** Applies all of these, one after another, then normalizes (NFC). */
    static String apply(String text) {
        String fixed = replaceC1Controls(text);
        fixed = replaceEach(fixed, CharacterFixes::lettersOfLigature);
        fixed = replaceEach(fixed, CharacterFixes::usualWidth);
        fixed = replaceEach(fixed, CharacterFixes::straightQuote);
        fixed = replaceEach(fixed.replace("\r\n", "\n"), CharacterFixes::lineFeed);
        fixed = removeTerminalEscapes(fixed);
        fixed = replaceEach(fixed, CharacterFixes::nothingForControl);
        return PythonText.normalize(fixed);
    }

    /** Takes U+0080 to U+009F for bytes of Windows-1252. */
    static String replaceC1Controls(String text) {
        return replaceEach(
                text, c -> c >= 0x80 && c <= 0x9F ? String.valueOf(HtmlEntities.WINDOWS_1252.charAt(c - 0x80)) : null);
    }

    private static @Nullable String lettersOfLigature(char c) {
        return switch (c) {
            case '\u0132' -> "IJ";
            case '\u0133' -> "ij";
            case '\u0149' -> "\u02BCn"; // Afrikaans: an apostrophe and n
            case '\u01F1' -> "DZ";
            case '\u01F2' -> "Dz";
            case '\u01F3' -> "dz";
            case '\u01C4' -> "D\u017D";
            case '\u01C5' -> "D\u017E";
            case '\u01C6' -> "d\u017E";
            case '\u01C7' -> "LJ";
            case '\u01C8' -> "Lj";
            case '\u01C9' -> "lj";
            case '\u01CA' -> "NJ";
            case '\u01CB' -> "Nj";
            case '\u01CC' -> "nj";
            case '\uFB00' -> "ff";
            case '\uFB01' -> "fi";
            case '\uFB02' -> "fl";
            case '\uFB03' -> "ffi";
            case '\uFB04' -> "ffl";
            case '\uFB05' -> "\u017Ft"; // with a long s
            case '\uFB06' -> "st";
            default -> null;
        };
    }

    /** Fullwidth ASCII, halfwidth katakana, hangul and symbols, and the ideographic space. */
    private static @Nullable String usualWidth(char c) {
        if (c == '\u3000') {
            return " ";
        }
        boolean hasWidth = c >= '\uFF01' && c <= '\uFFEF';
        return hasWidth ? Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC) : null;
    }

    private static @Nullable String straightQuote(char c) {
        if (c == '\u02BC' || (c >= '\u2018' && c <= '\u201B')) {
            return "'";
        }
        return c >= '\u201C' && c <= '\u201F' ? "\"" : null;
    }

    private static @Nullable String lineFeed(char c) {
        return c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029' ? "\n" : null;
    }

    /** Controls but for white space, deprecated format characters of Arabic, annotations, the byte order mark. */
    private static @Nullable String nothingForControl(char c) {
        boolean isControl = c < ' '
                ? c != '\t' && c != '\n' && c != '\f' && c != '\r'
                : c == 0x7F || (c >= '\u206A' && c <= '\u206F') || c == '\uFEFF' || (c >= '\uFFF9' && c <= '\uFFFC');
        return isControl ? "" : null;
    }

    /** Removes ESC [, digits and semicolons, a letter: colours, mostly. */
    private static String removeTerminalEscapes(String text) {
        int escape = text.indexOf(ESCAPE);
        if (escape < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        for (; escape >= 0; escape = text.indexOf(ESCAPE, escape + 1)) {
            int end = endOfTerminalEscape(text, escape);
            if (end > 0) {
                out.append(text, copied, escape);
                copied = end;
            }
        }
        return out.append(text, copied, text.length()).toString();
    }

    private static int endOfTerminalEscape(String text, int escape) {
        if (!text.startsWith("[", escape + 1)) {
            return -1;
        }
        int at = escape + 2;
        while (at < text.length() && (text.charAt(at) == ';' || Character.isDigit(text.codePointAt(at)))) {
            at += Character.charCount(text.codePointAt(at));
        }
        boolean isLetter = at < text.length() && (text.charAt(at) | 0x20) >= 'a' && (text.charAt(at) | 0x20) <= 'z';
        return isLetter ? at + 1 : -1;
    }

    private static String replaceEach(String text, Replacement replacement) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String replaced = replacement.of(c);
            if (replaced == null) {
                out.append(c);
            } else {
                out.append(replaced);
            }
        }
        return out.toString();
    }

    /** What stands for a character; null: itself. */
    private interface Replacement {
        @Nullable
        String of(char c);
    }
}
