package vtp.engine.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The tables of {@code mojibake.txt}, which come from {@code ftfy}, read when first used.
 *
 * <p>A line is {@code set NAME MEMBERS}, {@code rule SET SET …} or {@code encoding NAME MEMBERS}. Members are code
 * points or ranges of them, in hexadecimal, with blanks between. A set of a rule is a union, with {@code +} between, of
 * names of sets and of members; or it is one of the names that {@link #setOf} knows.
 */
final class MojibakeTables {
    /** The encodings in which UTF-8 may have been read, in the order to try them. */
    static final List<SingleByteEncoding> ENCODINGS;

    static final List<Badness.Rule> RULES;

    private static final Map<String, BitSet> SETS = new HashMap<>();

    static {
        List<SingleByteEncoding> encodings = new ArrayList<>();
        List<Badness.Rule> rules = new ArrayList<>();
        for (String line : Resources.lines("mojibake.txt")) {
            List<String> words = List.of(line.split(" "));
            switch (words.getFirst()) {
                case "set" -> SETS.put(words.get(1), union(words.subList(2, words.size())));
                case "rule" -> rules.add(rule(words.subList(1, words.size())));
                default -> encodings.add(encoding(words.get(1), words.subList(2, words.size())));
            }
        }
        ENCODINGS = List.copyOf(encodings);
        RULES = List.copyOf(rules);
    }

    private MojibakeTables() {}

    /** Returns the named set, of which nothing may be changed. */
    static BitSet set(String name) {
        BitSet set = SETS.get(name);
        if (set == null) {
            throw new IllegalArgumentException("mojibake.txt has no set named " + name + ".");
        }
        return set;
    }

    private static Badness.Rule rule(List<String> words) {
        boolean atStart = words.getFirst().equals("start");
        List<IntPredicate> sets = new ArrayList<>();
        for (String word : words.subList(atStart ? 1 : 0, words.size())) {
            sets.add(setOf(word));
        }
        return new Badness.Rule(atStart, List.copyOf(sets));
    }

    private static IntPredicate setOf(String word) {
        return switch (word) {
            case "space" -> PythonCharacters::isSpace;
            case "word" -> PythonCharacters::isWord;
            case "not-latin" -> c -> !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
            case "not-line-feed" -> c -> c != '\n';
            default -> union(List.of(word.split("\\+")))::get;
        };
    }

    private static BitSet union(List<String> parts) {
        BitSet union = new BitSet();
        for (String part : parts) {
            if (Character.isLowerCase(part.charAt(0))) {
                union.or(set(part));
            } else {
                union.set(first(part), last(part) + 1);
            }
        }
        return union;
    }

    private static SingleByteEncoding encoding(String name, List<String> members) {
        StringBuilder upperHalf = new StringBuilder();
        for (String member : members) {
            for (int c = first(member); c <= last(member); c++) {
                upperHalf.append((char) c);
            }
        }
        return new SingleByteEncoding(name, upperHalf.toString());
    }

    private static int first(String member) {
        int dash = member.indexOf('-');
        return HexFormat.fromHexDigits(member, 0, dash < 0 ? member.length() : dash);
    }

    private static int last(String member) {
        return HexFormat.fromHexDigits(member, member.indexOf('-') + 1, member.length());
    }
}
