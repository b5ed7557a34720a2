package vtp.engine.text;

/**
 * How a prompt is cleaned before anything else is done to it.
 *
 * <p>The reference calls the Python library {@code ftfy} if it is installed and says nothing if it is not; so it gives
 * two kinds of ids, which differ for typographic quotes ({@code a dog’s toy}), ligatures, fullwidth letters and text
 * decoded wrongly. {@link #PLAIN} is the default, because {@code ftfy} is no requirement of the reference: a plain
 * install of it gives these ids. Take {@link #FTFY} to match features made where {@code ftfy} was installed.
 *
 * @since 0.1.0
 */
public enum TextCleaning {
    /** Leaves the prompt as it is: the reference without {@code ftfy}. */
    PLAIN {
        @Override
        String apply(String text) {
            return text;
        }
    },

    /**
     * Repairs the prompt as {@code ftfy.fix_text} of version 6.3.1 does by default: straightens quotes, decodes
     * mojibake ({@code sÃ³} is {@code só}) and character references of HTML, takes ligatures apart, gives fullwidth
     * and halfwidth characters their usual width, removes terminal escapes and control characters, normalizes (NFC).
     */
    FTFY {
        @Override
        String apply(String text) {
            return Ftfy.fixText(text);
        }
    };

    /** Returns the cleaned text, which is well-formed if {@code text} is. */
    abstract String apply(String text);
}
