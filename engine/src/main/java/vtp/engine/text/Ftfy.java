package vtp.engine.text;

/**
 * Repairs text as {@code ftfy.fix_text} does: version 6.3.1 of the Python library by Robyn Speer, in its default
 * configuration, on Python 3.11.
 *
 * <p>Each line is repaired on its own, in rounds until a round changes nothing: character references of HTML, then
 * {@link Mojibake}, then {@link CharacterFixes}.
 */
final class Ftfy {
    /** The number of code points of a line that are repaired at once; a longer line is cut into pieces of so many. */
    static final int LONGEST_SEGMENT = 1_000_000;

    /** Three rounds are many already; without a limit, a text made for it takes time n². {@code ftfy} has none. */
    private static final int MOST_ROUNDS = 16;

    private Ftfy() {}

    /** Returns the repaired text; {@code text} has no unpaired surrogates, nor has the result. */
    static String fixText(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        boolean references = true;
        for (int start = 0; start < text.length(); ) {
            int end = endOfSegment(text, start);
            String segment = text.substring(start, end);
            // A tag shows that the text is HTML: its references stay, and those of all lines that follow.
            references &= segment.indexOf('<') < 0;
            out.append(fixSegment(segment, references));
            start = end;
        }
        return out.toString();
    }

    private static String fixSegment(String segment, boolean references) {
        String before = segment;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            String unescaped = references ? StrictHtmlEntities.unescape(before) : before;
            String after = CharacterFixes.apply(Mojibake.fix(unescaped));
            if (after.equals(before)) {
                break;
            }
            before = after;
        }
        return before;
    }

    private static int endOfSegment(String text, int start) {
        int lineFeed = text.indexOf('\n', start);
        int end = lineFeed < 0 ? text.length() : lineFeed + 1;
        return end - start > LONGEST_SEGMENT && text.codePointCount(start, end) > LONGEST_SEGMENT
                ? text.offsetByCodePoints(start, LONGEST_SEGMENT)
                : end;
    }

    /** Whether nothing can be there to repair: most prompts are so, and load no table. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '&' || c > '~' || (c < ' ' && c != '\n')) {
                return false;
            }
        }
        return true;
    }
}
