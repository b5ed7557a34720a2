package vtp.loader;

/**
 * Names out of files, made fit for a one-line message.
 *
 * @since 0.1.0
 */
public final class Quote {
    private static final int LONGEST = 120;

    private Quote() {}

    /**
     * Returns the text in double quotes: at most {@value #LONGEST} characters of it, and a number in hexadecimal for
     * each that cannot be printed.
     */
    public static String of(String text) {
        return '"' + plain(text) + '"';
    }

    /** Returns the same without the quotes. */
    public static String plain(String text) {
        StringBuilder line = new StringBuilder();
        int end = Math.min(text.length(), LONGEST);
        for (int i = 0; i < end; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (printable(c)) {
                line.appendCodePoint(c);
            } else {
                line.append(String.format(java.util.Locale.ROOT, "\\u%04X", c));
            }
        }
        return end < text.length() ? line.append('…').toString() : line.toString();
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
