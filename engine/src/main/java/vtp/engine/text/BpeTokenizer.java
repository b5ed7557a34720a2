package vtp.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * CLIP's byte-pair tokenizer: a prompt to the ids that the text tower reads. Immutable and thread-safe.
 *
 * <p>It gives the ids of the reference ({@code SimpleTokenizer}, from OpenAI's CLIP). These depend on whether the
 * reference finds the Python library {@code ftfy}; {@link TextCleaning} says which ids are the default, and why.
 *
 * @since 0.1.0
 */
public final class BpeTokenizer {
    /** The number of ids, 0 to 49407. */
    public static final int VOCABULARY_SIZE = 49_408;

    /** The id before the first word. */
    public static final int START_OF_TEXT = VOCABULARY_SIZE - 2;

    /** The id after the last word: the largest one, whose first position the text tower reads. */
    public static final int END_OF_TEXT = VOCABULARY_SIZE - 1;

    /** The number of positions of the released models' text towers. */
    public static final int CONTEXT_LENGTH = 77;

    private static final Map<TextCleaning, BpeTokenizer> SHARED = new ConcurrentHashMap<>();

    private final Merges merges;

    private final TextCleaning cleaning;

    private BpeTokenizer(Merges merges, TextCleaning cleaning) {
        this.merges = merges;
        this.cleaning = cleaning;
    }

    /** Returns {@link #clip(TextCleaning)} with {@link TextCleaning#PLAIN}, the default. */
    public static BpeTokenizer clip() {
        return clip(TextCleaning.PLAIN);
    }

    /** Returns the tokenizer with CLIP's 48,894 merges, read anew at each call, which takes a few milliseconds. */
    public static BpeTokenizer clip(TextCleaning cleaning) {
        return new BpeTokenizer(new Merges(), cleaning);
    }

    /** Returns a tokenizer that all callers share, made at the first call that has the memory for it. */
    public static BpeTokenizer shared(TextCleaning cleaning) {
        return SHARED.computeIfAbsent(cleaning, BpeTokenizer::clip);
    }

    /** Returns {@link #encode(String, int)} for {@link #CONTEXT_LENGTH} positions. */
    public int[] encode(String text) {
        return encode(text, CONTEXT_LENGTH);
    }

    /**
     * Returns the ids of a prompt: {@link #START_OF_TEXT}, those of its words, {@link #END_OF_TEXT}; never padded. A
     * prompt that is too long for the context is cut, and its last id is {@link #END_OF_TEXT} all the same.
     *
     * <p>The prompt is cleaned first: as {@link TextCleaning} says; then character references of HTML are resolved,
     * twice, white space is collapsed, and all becomes lower case. A literal {@code <end_of_text>} in it becomes
     * {@link #END_OF_TEXT}, as in the reference.
     *
     * @param contextLength the largest number of ids, at least 1
     * @throws IllegalArgumentException if the text has an unpaired surrogate, or the context length is not positive
     */
    public int[] encode(String text, int contextLength) {
        if (contextLength < 1) {
            throw new IllegalArgumentException("The context length is " + contextLength + ", but must be at least 1.");
        }
        requireWellFormed(text);
        String clean = clean(text);
        int[] ids = new int[16];
        ids[0] = START_OF_TEXT;
        int count = 1;
        int start = 0;
        while (start < clean.length() && count < contextLength) {
            int end = TokenPattern.endOfWord(clean, start);
            if (end == start) { // a blank, or what the pattern passes over
                start += Character.charCount(clean.codePointAt(start));
                continue;
            }
            int[] word = idsOfWord(clean.substring(start, end));
            if (count + word.length >= ids.length) {
                ids = Arrays.copyOf(ids, 2 * (count + word.length));
            }
            System.arraycopy(word, 0, ids, count, word.length);
            count += word.length;
            start = end;
        }
        int length = Math.min(count + 1, contextLength);
        ids[length - 1] = END_OF_TEXT;
        return Arrays.copyOf(ids, length);
    }

    private int[] idsOfWord(String word) {
        return switch (word) {
            case TokenPattern.START_OF_TEXT -> new int[] {START_OF_TEXT};
            case TokenPattern.END_OF_TEXT -> new int[] {END_OF_TEXT};
            default -> merges.apply(word.getBytes(StandardCharsets.UTF_8));
        };
    }

    private String clean(String text) {
        String unescaped = HtmlEntities.unescape(HtmlEntities.unescape(cleaning.apply(text)));
        return PythonText.lower(PythonText.collapseSpace(unescaped));
    }

    private static void requireWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                throw new IllegalArgumentException("The text is not valid Unicode: at index " + i
                        + " stands U+" + Integer.toHexString(c).toUpperCase(Locale.ROOT)
                        + ", one half of a surrogate pair without the other.");
            }
        }
    }
}
