package vtp.engine.text;

import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Character references of HTML5, resolved as CPython's {@code html.unescape} does.
 *
 * <p>A named reference is the longest known name that the text after {@code &} begins with; 106 names of old are known
 * without their semicolon too ({@code &notit;} is {@code ¬it;}). A number may lack it too.
 */
final class HtmlEntities {
    private static final int LONGEST_NAME = 32;
    private static final int REPLACEMENT_CHARACTER = 0xFFFD;

    /** What HTML5 makes of &amp;#128; to &amp;#159;: Windows-1252, whose five gaps stay controls. */
    static final String WINDOWS_1252 =
            "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D"
                    + "\u008F\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A"
                    + "\u0153\u009D\u017E\u0178";

    private HtmlEntities() {}

    /** Returns the names, those of old without their semicolon too, and what they stand for; unmodifiable. */
    static Map<String, String> names() {
        return Names.BY_NAME.get();
    }

    static String unescape(String text) {
        int ampersand = text.indexOf('&');
        if (ampersand < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        while (ampersand >= 0) {
            out.append(text, copied, ampersand);
            copied = text.startsWith("#", ampersand + 1)
                    ? appendNumeric(text, ampersand, out)
                    : appendNamed(text, ampersand, out);
            ampersand = text.indexOf('&', copied);
        }
        return out.append(text, copied, text.length()).toString();
    }

    /** Appends what the reference at {@code start} stands for, or its ampersand; returns where to go on. */
    private static int appendNamed(String text, int start, StringBuilder out) {
        int nameStart = start + 1;
        int end = nameStart;
        while (end < text.length() && end - nameStart < LONGEST_NAME && isNameCharacter(text.charAt(end))) {
            end++;
        }
        if (end < text.length() && text.charAt(end) == ';') {
            end++;
        }
        for (; end > nameStart; end--) {
            String value = Names.BY_NAME.get().get(text.substring(nameStart, end));
            if (value != null) {
                out.append(value);
                return end;
            }
        }
        out.append('&');
        return nameStart;
    }

    private static int appendNumeric(String text, int start, StringBuilder out) {
        int digits = start + 2;
        int radix = 10;
        if (digits < text.length() && (text.charAt(digits) | 0x20) == 'x') {
            digits++;
            radix = 16;
        }
        int number = 0;
        int end = digits;
        for (; end < text.length(); end++) {
            int digit = text.charAt(end) < 0x80 ? Character.digit(text.charAt(end), radix) : -1;
            if (digit < 0) {
                break;
            }
            // Stays above the last code point, however many digits follow.
            number = Math.min(number * radix + digit, Character.MAX_CODE_POINT + 1);
        }
        if (end == digits) {
            out.append('&');
            return start + 1;
        }
        appendCodePoint(number, out);
        return end < text.length() && text.charAt(end) == ';' ? end + 1 : end;
    }

    private static void appendCodePoint(int number, StringBuilder out) {
        if (number >= 0x80 && number <= 0x9F) {
            out.append(WINDOWS_1252.charAt(number - 0x80));
        } else if (number == 0
                || number > Character.MAX_CODE_POINT
                || (number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE)) {
            out.appendCodePoint(REPLACEMENT_CHARACTER);
        } else if (!isDropped(number)) {
            out.appendCodePoint(number);
        }
    }

    /** Controls other than tab, line feed, form feed and carriage return, and noncharacters. */
    private static boolean isDropped(int number) {
        boolean control =
                number < 0x20 ? number != '\t' && number != '\n' && number != '\f' && number != '\r' : number == 0x7F;
        return control || (number >= 0xFDD0 && number <= 0xFDEF) || (number & 0xFFFE) == 0xFFFE;
    }

    /** Whether names are made of the character: A to Z, in either case, and 0 to 9. */
    static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** The names, read when the first reference by name is met: few prompts hold one. */
    private static final class Names {
        static final Once<Map<String, String>> BY_NAME = new Once<>(Names::read);

        /** Lines of {@code html5-entities.txt}: name, blank, one or two code points in hexadecimal. */
        private static Map<String, String> read() {
            Map<String, String> names = new HashMap<>(4096);
            for (String line : Resources.lines("html5-entities.txt")) {
                int blank = line.indexOf(' ');
                StringBuilder value = new StringBuilder();
                for (int at = blank; at >= 0; ) {
                    int next = line.indexOf(' ', at + 1);
                    value.appendCodePoint(HexFormat.fromHexDigits(line, at + 1, next < 0 ? line.length() : next));
                    at = next;
                }
                names.put(line.substring(0, blank), value.toString());
            }
            return Collections.unmodifiableMap(names);
        }
    }
}
