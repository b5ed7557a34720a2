package vtp.engine.tensor;

import java.util.Arrays;

/**
 * How well each picture and each text go together, (images, texts), row-major: CLIP logits, or probabilities over the
 * texts. Held, not copied.
 *
 * @param data {@code images · texts} values
 * @param images number of pictures
 * @param texts number of texts
 */
@SuppressWarnings("ArrayRecordComponent") // a result to be read, never compared
public record Scores(float[] data, int images, int texts) {

    /** A copy of one picture's scores. */
    public float[] row(int image) {
        return Arrays.copyOfRange(data, image * texts, (image + 1) * texts);
    }

    /** scale · images · textsᵀ + bias. */
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

    /** Softmax of each row. */
    public Scores softmax() {
        float[] probabilities = new float[data.length];
        for (int from = 0; from < data.length; from += texts) {
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
