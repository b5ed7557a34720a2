package vtp.engine.tensor;

import java.util.Arrays;
import java.util.Objects;

/**
 * How well each picture and each text go together, (images, texts), row-major: CLIP logits, or probabilities over the
 * texts. Held, not copied.
 *
 * @param data {@code images · texts} values
 * @param images number of pictures
 * @param texts number of texts
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // a result to be read, never compared
public record Scores(float[] data, int images, int texts) {

    /** @throws IllegalArgumentException if a size is negative, or the array has another length than they say */
    public Scores {
        if (images < 0 || texts < 0 || data.length != (long) images * texts) {
            throw new IllegalArgumentException("scores of shape (" + images + ", " + texts + ") need "
                    + (long) images * texts + " values, got " + data.length);
        }
    }

    /**
     * A copy of one picture's scores.
     *
     * @throws IndexOutOfBoundsException if there is no such picture
     */
    public float[] row(int image) {
        Objects.checkIndex(image, images);
        return Arrays.copyOfRange(data, image * texts, (image + 1) * texts);
    }

    /**
     * CLIP's logits, scale · images · textsᵀ + bias.
     *
     * @param images (B, E), each of length 1
     * @param texts (P, E), each of length 1
     * @return (B, P)
     * @throws IllegalArgumentException if the widths differ
     */
    public static Scores logits(Embeddings images, Embeddings texts, float scale, float bias) {
        if (images.width() != texts.width()) {
            throw new IllegalArgumentException("image features are " + images.width() + " wide, text features "
                    + texts.width() + ": they are not of the same model");
        }
        float[] logits = new float[Math.multiplyExact(images.count(), texts.count())];
        for (int i = 0; i < images.count(); i++) {
            for (int t = 0; t < texts.count(); t++) {
                logits[i * texts.count() + t] = (float) (scale * images.dot(i, texts, t) + bias);
            }
        }
        return new Scores(logits, images.count(), texts.count());
    }

    /**
     * How probable each text is for each picture, among the texts: softmax(scale · images · textsᵀ).
     *
     * @param images (B, E), each of length 1
     * @param texts (P, E), each of length 1
     * @param scale 100 in the reference's examples; or the model's own
     * @return (B, P)
     * @throws IllegalArgumentException if the widths differ
     */
    public static Scores probabilities(Embeddings images, Embeddings texts, float scale) {
        return logits(images, texts, scale, 0).softmax();
    }

    /** The softmax of each row. */
    public Scores softmax() {
        float[] probabilities = new float[data.length];
        for (int image = 0; image < images; image++) {
            int from = image * texts;
            double largest = Double.NEGATIVE_INFINITY;
            for (int t = 0; t < texts; t++) {
                largest = Math.max(largest, data[from + t]);
            }
            double sum = 0;
            for (int t = 0; t < texts; t++) {
                sum += Math.exp(data[from + t] - largest);
            }
            for (int t = 0; t < texts; t++) {
                probabilities[from + t] = (float) (Math.exp(data[from + t] - largest) / sum);
            }
        }
        return new Scores(probabilities, images, texts);
    }
}
