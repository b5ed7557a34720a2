package vtp.engine.files;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The name that was probably meant.
 *
 * @since 0.1.0
 */
public final class NameSuggestion {
    /** Names and numbers of names come out of files: beyond this, no guess is worth its time. */
    private static final int LONGEST = 200;

    private static final int MOST = 2000;

    private NameSuggestion() {}

    /**
     * The closest of some names: one with a prefix more or less ({@code module.trunk…}), or else one with few letters
     * changed; empty if there is none such.
     */
    static Optional<String> closest(String name, Collection<String> names) {
        return names.stream()
                .limit(MOST)
                .filter(other -> other.length() <= LONGEST && distance(name, other) <= name.length() / 5)
                .min(Comparator.comparingInt(other -> distance(name, other)));
    }

    /**
     * The closest of some words that a person types: one that begins as what was typed does, if it is the only one, or
     * else one with a third of the letters changed at most; empty if there is none such.
     */
    public static Optional<String> ofTyped(String typed, Collection<String> words) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        List<String> longer =
                words.stream().filter(word -> word.startsWith(typed)).toList();
        if (typed.length() > 1 && longer.size() == 1) {
            return Optional.of(longer.get(0));
        }
        String folded = typed.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(word -> levenshtein(folded, word) <= Math.max(1, typed.length() / 3))
                .min(Comparator.comparingInt(word -> levenshtein(folded, word)));
    }

    private static int distance(String a, String b) {
        return a.endsWith("." + b) || b.endsWith("." + a) ? 0 : levenshtein(a, b);
    }

    /** Letters to insert, remove or change to make one of the other. */
    private static int levenshtein(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
