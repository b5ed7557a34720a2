package vtp.loader;

/**
 * Text as HTML.
 *
 * @since 0.1.0
 */
public final class Html {
    private Html() {}

    /** Returns text that a page shows as it is, in attributes too. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
