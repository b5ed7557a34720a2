package vtp.engine.text;

import static vtp.engine.text.PythonCharacters.isCaseIgnorable;
import static vtp.engine.text.PythonCharacters.isCased;
import static vtp.engine.text.PythonCharacters.isNormalizedSinceUnicode15;
import static vtp.engine.text.PythonCharacters.isSpace;

import java.text.Normalizer;

/** What Python does to text when a prompt is cleaned; Java's namesakes differ. */
final class PythonText {
    private static final int CAPITAL_I_WITH_DOT = 0x130;
    private static final int CAPITAL_SIGMA = 0x3A3;
    private static final int SMALL_SIGMA = 0x3C3;
    private static final int SMALL_FINAL_SIGMA = 0x3C2;

    private PythonText() {}

    /** Returns {@code " ".join(text.split())}: no white space at the ends, one blank for each run within. */
    static String collapseSpace(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean afterSpace = false;
        for (int i = 0; i < text.length(); i++) { // all white space is in the basic plane
            char c = text.charAt(i);
            if (isSpace(c)) {
                afterSpace = true;
                continue;
            }
            if (afterSpace && out.length() > 0) {
                out.append(' ');
            }
            afterSpace = false;
            out.append(c);
        }
        return out.toString();
    }

    /**
     * Returns {@code text.lower()}: Unicode's full mapping, whatever the locale. {@link String#toLowerCase} will not
     * do: it finds a final sigma by word breaks, not by the rule of the Unicode standard (section 3.13, Final_Sigma).
     */
    static String lower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (c == CAPITAL_I_WITH_DOT) {
                out.append("i\u0307");
            } else if (c == CAPITAL_SIGMA) {
                out.appendCodePoint(isFinal(text, i) ? SMALL_FINAL_SIGMA : SMALL_SIGMA);
            } else {
                out.appendCodePoint(PythonCharacters.toLowerCase(c));
            }
        }
        return out.toString();
    }

    /** Returns {@code unicodedata.normalize("NFC", text)} of Python 3.11, which leaves newer characters as they are. */
    static String normalize(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int start = 0;
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (isNormalizedSinceUnicode15(c)) {
                out.append(Normalizer.normalize(text.substring(start, i), Normalizer.Form.NFC))
                        .appendCodePoint(c);
                start = i + Character.charCount(c);
            }
        }
        return out.append(Normalizer.normalize(text.substring(start), Normalizer.Form.NFC))
                .toString();
    }

    /** Whether a cased letter comes before the sigma at {@code index} and none after, case-ignorable ones skipped. */
    private static boolean isFinal(String text, int index) {
        int before = index;
        while (before > 0 && isCaseIgnorable(text.codePointBefore(before))) {
            before -= Character.charCount(text.codePointBefore(before));
        }
        if (before == 0 || !isCased(text.codePointBefore(before))) {
            return false;
        }
        int after = index + 1;
        while (after < text.length() && isCaseIgnorable(text.codePointAt(after))) {
            after += Character.charCount(text.codePointAt(after));
        }
        return after == text.length() || !isCased(text.codePointAt(after));
    }
}
