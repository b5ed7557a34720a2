package vtp.engine.text;

import static vtp.engine.text.PythonCharacters.COMBINING_YPOGEGRAMMENI;
import static vtp.engine.text.PythonCharacters.isLetter;
import static vtp.engine.text.PythonCharacters.isNumber;
import static vtp.engine.text.PythonCharacters.isSpace;

/**
 * CLIP's pattern that cuts cleaned, lower-case text into words, case ignored:
 *
 * <pre>{@code <start_of_text>|<end_of_text>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+}</pre>
 *
 * <p>Written out, because {@code java.util.regex} has the JDK's Unicode version and costs more to start than to run.
 */
final class TokenPattern {
    static final String START_OF_TEXT = "<start_of_text>";
    static final String END_OF_TEXT = "<end_of_text>";

    private static final String[] LITERALS = {START_OF_TEXT, END_OF_TEXT, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};
    private static final char LONG_S = '\u017F';

    private TokenPattern() {}

    /** The index after the word that begins at {@code start}, or {@code start} if none does. */
    static int endOfWord(String text, int start) {
        int literal = lengthOfLiteral(text, start);
        if (literal > 0) {
            return start + literal;
        }
        int c = text.codePointAt(start);
        if (isNumber(c)) {
            return start + Character.charCount(c);
        }
        boolean letters = isLetter(c);
        int end = start;
        while (end < text.length()) {
            c = text.codePointAt(end);
            if (letters ? !isLetter(c) : !isOther(c)) {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private static boolean isOther(int c) {
        return !isSpace(c) && !isLetter(c) && !isNumber(c) && c != COMBINING_YPOGEGRAMMENI;
    }

    private static int lengthOfLiteral(String text, int start) {
        char first = text.charAt(start);
        if (first == '<' || first == '\'') {
            for (String literal : LITERALS) {
                if (startsWith(text, start, literal)) {
                    return literal.length();
                }
            }
        }
        return 0;
    }

    /** Ignores case. In lower-case text that concerns one character: the long s, which folds to s. */
    private static boolean startsWith(String text, int start, String literal) {
        if (literal.length() > text.length() - start) {
            return false;
        }
        for (int i = 0; i < literal.length(); i++) {
            char c = text.charAt(start + i);
            if ((c == LONG_S ? 's' : c) != literal.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
