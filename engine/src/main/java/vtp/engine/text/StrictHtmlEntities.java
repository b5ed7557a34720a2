package vtp.engine.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Character references of HTML as {@code ftfy} resolves them: only those that end in a semicolon, and names in capitals
 * too where that is unambiguous ({@code P&EACUTE;REZ}).
 */
final class StrictHtmlEntities {
    private static final int LONGEST_NAME = 24;

    private StrictHtmlEntities() {}

    static String unescape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        for (int start = text.indexOf('&'); start >= 0; start = text.indexOf('&', start + 1)) {
            int end = endOfReference(text, start);
            String value = end < 0 ? null : valueOf(text.substring(start + 1, end));
            if (value != null) {
                out.append(text, copied, start).append(value);
                copied = end;
                start = end - 1;
            }
        }
        return out.append(text, copied, text.length()).toString();
    }

    /** Returns the index after the semicolon of the reference at {@code start}, or -1 if none is there. */
    private static int endOfReference(String text, int start) {
        int nameStart = text.startsWith("#", start + 1) ? start + 2 : start + 1;
        int end = nameStart;
        while (end < text.length() && HtmlEntities.isNameCharacter(text.charAt(end))) {
            end++;
        }
        boolean found = end > nameStart && end - nameStart <= LONGEST_NAME && text.startsWith(";", end);
        return found ? end + 1 : -1;
    }

    /** Returns what a reference, given without its ampersand, stands for, or null if for nothing. */
    private static @Nullable String valueOf(String reference) {
        if (!reference.startsWith("#")) {
            return Names.BY_NAME.get().get(reference);
        }
        String value = HtmlEntities.unescape("&" + reference);
        return value.endsWith(";") ? null : value; // where the semicolon is left, or is what it stands for
    }

    /** The names with their semicolons, those in lower case in capitals too where the capitals mean nothing else. */
    private static final class Names {
        static final Once<Map<String, String>> BY_NAME = new Once<>(Names::read);

        private static Map<String, String> read() {
            Map<String, String> names = new HashMap<>(8192);
            HtmlEntities.names().forEach((name, value) -> {
                if (!name.endsWith(";")) {
                    return;
                }
                names.put(name, value);
                String capitals = name.toUpperCase(Locale.ROOT);
                String asReference = "&" + capitals;
                if (name.equals(name.toLowerCase(Locale.ROOT))
                        && HtmlEntities.unescape(asReference).equals(asReference)) {
                    names.put(capitals, value.toUpperCase(Locale.ROOT));
                }
            });
            return names;
        }
    }
}
