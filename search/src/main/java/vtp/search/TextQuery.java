package vtp.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vtp.engine.VtpModel;
import vtp.engine.tensor.Embeddings;

/**
 * What a text asks for, and what it does not want.
 *
 * @param wanted a prompt, not blank
 * @param unwanted prompts; may be empty
 * @since 0.1.0
 */
public record TextQuery(String wanted, List<String> unwanted) {
    /** A minus sign at the beginning of a word, and the word, or several in quotes. */
    private static final Pattern UNWANTED = Pattern.compile("(?<!\\S)-(?:\"([^\"]*)\"|([^\\s\"-]\\S*))");

    /** How much of an unwanted prompt's feature is taken off: with all of it, what is unlike the prompt would win. */
    private static final float WEIGHT = 0.5f;

    /** @throws IllegalArgumentException if a prompt is blank */
    public TextQuery {
        if (wanted.isBlank()) {
            throw new IllegalArgumentException("a search needs a text that says what is wanted: \"a cat -dog\"");
        }
        if (unwanted.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("there is nothing behind a minus sign");
        }
        unwanted = List.copyOf(unwanted);
    }

    /**
     * Reads a text as a person types it: {@code a cat -dog -"a black bird"} asks for a cat, without a dog and without a
     * black bird. A hyphen within a word, or one that stands alone, is no minus sign.
     *
     * @throws IllegalArgumentException if nothing is wanted
     */
    public static TextQuery parse(String text) {
        List<String> unwanted = new ArrayList<>();
        Matcher matcher = UNWANTED.matcher(text);
        while (matcher.find()) {
            String phrase = matcher.group(1);
            unwanted.add((phrase == null ? matcher.group(2) : phrase).strip());
        }
        return new TextQuery(matcher.replaceAll(" ").strip().replaceAll("\\s+", " "), unwanted);
    }

    /**
     * Returns what pictures are compared with: the CLIP feature of what is wanted, less half of that of each text that
     * is not, (E).
     *
     * @param model with its text tower and CLIP's head
     */
    public float[] feature(VtpModel model) {
        List<String> prompts = new ArrayList<>(List.of(wanted));
        prompts.addAll(unwanted);
        return feature(model.textFeatures(prompts));
    }

    /**
     * {@link #feature(VtpModel)} of features that are there already.
     *
     * @param prompts those of {@link #wanted} and, in their order, of {@link #unwanted}, each of length 1
     */
    public float[] feature(Embeddings prompts) {
        if (prompts.count() != 1 + unwanted.size()) {
            throw new IllegalArgumentException(
                    prompts.count() + " features, but there are " + (1 + unwanted.size()) + " prompts");
        }
        float[] feature = prompts.row(0);
        for (int i = 1; i < prompts.count(); i++) {
            float[] other = prompts.row(i);
            for (int c = 0; c < feature.length; c++) {
                feature[c] -= WEIGHT * other[c];
            }
        }
        return feature;
    }
}
