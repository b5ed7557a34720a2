package vtp.engine.text;

import java.util.List;
import java.util.function.IntPredicate;

/** The heuristic of {@code ftfy} that tells mojibake from text: characters in a row that hardly anyone means. */
final class Badness {
    private Badness() {}

    /** Whether some part of the text looks like mojibake. */
    static boolean isBad(String text) {
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            for (Rule rule : MojibakeTables.RULES) {
                if (rule.matches(text, i)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Sets that code points in a row belong to; some only at the start of the text. */
    record Rule(boolean atStart, List<IntPredicate> sets) {
        boolean matches(String text, int start) {
            if (atStart && start > 0) {
                return false;
            }
            int at = start;
            for (IntPredicate set : sets) {
                if (at == text.length()) {
                    return false;
                }
                int c = text.codePointAt(at);
                if (!set.test(c)) {
                    return false;
                }
                at += Character.charCount(c);
            }
            return true;
        }
    }
}
