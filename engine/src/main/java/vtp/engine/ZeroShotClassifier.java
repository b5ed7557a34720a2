package vtp.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Scores;

/**
 * Sorts pictures by labels in words, as CLIP does without being trained on them (Radford et al., arXiv:2103.00020): the
 * feature of a label is the mean of the features, each of length 1, of its prompts, brought to length 1 again; the
 * probabilities are the softmax of 100 times the cosines.
 *
 * <pre>{@code
 * ZeroShotClassifier classifier = ZeroShotClassifier.of(model, List.of("dog", "cat"), List.of("a photo of a {}."));
 * float[] probabilities = classifier.classify(model.imageFeatures(pixels)).row(0);
 * }</pre>
 *
 * <p>Immutable; independent of the model once it is made.
 *
 * @since 0.1.0
 */
public final class ZeroShotClassifier {
    /** What cosines are multiplied with to become logits, in the reference's examples and evaluation. */
    public static final float SCALE = 100;

    /** What stands for the label in a template. */
    public static final String PLACE = "{}";

    /** The template of a label that is a prompt by itself. */
    public static final List<String> AS_IT_IS = List.of(PLACE);

    /** So many prompts at a time keep all threads busy. */
    private static final int PROMPTS_AT_A_TIME = 256;

    /** As the reference's normalize has it. */
    private static final double SHORTEST = 1e-12;

    private final List<String> labels;
    private final Embeddings features;

    private ZeroShotClassifier(List<String> labels, Embeddings features) {
        this.labels = List.copyOf(labels);
        this.features = features;
    }

    /** A classifier of labels that are prompts by themselves. */
    public static ZeroShotClassifier of(VtpModel model, List<String> labels) {
        return of(model, labels, AS_IT_IS);
    }

    /** {@link #of(VtpModel, List, List, IntConsumer)} that tells nobody how far it is. */
    public static ZeroShotClassifier of(VtpModel model, List<String> labels, List<String> templates) {
        return of(model, labels, templates, done -> {});
    }

    /**
     * Computes the features of labels.
     *
     * @param labels at least one
     * @param templates prompts in which {@value #PLACE} stands for the label, at least one
     * @param progress is told how many labels are done
     * @throws IllegalArgumentException if there are no labels or templates, or a prompt is no well-formed text
     * @throws IllegalStateException if the model has no text tower, or it was not loaded
     */
    public static ZeroShotClassifier of(
            VtpModel model, List<String> labels, List<String> templates, IntConsumer progress) {
        if (labels.isEmpty() || templates.isEmpty()) {
            throw new IllegalArgumentException("there are " + labels.size() + " labels and " + templates.size()
                    + " templates; one of each is needed");
        }
        int atATime = Math.max(1, PROMPTS_AT_A_TIME / templates.size());
        List<Embeddings> parts = new ArrayList<>();
        for (int from = 0; from < labels.size(); from += atATime) {
            int to = Math.min(labels.size(), from + atATime);
            List<String> prompts = labels.subList(from, to).stream()
                    .flatMap(label -> prompts(label, templates).stream())
                    .toList();
            parts.add(meansOfPrompts(model.textFeatures(prompts), templates.size()));
            progress.accept(to);
        }
        return ofFeatures(labels, joined(parts));
    }

    /**
     * The features of labels from those of their prompts: the means, brought to length 1.
     *
     * @param prompts (labels · templates, E), each of length 1; those of one label side by side
     * @param templates how many prompts each label has
     * @return (labels, E)
     * @throws IllegalArgumentException if the prompts are not a multiple of the templates
     */
    public static Embeddings meansOfPrompts(Embeddings prompts, int templates) {
        if (templates < 1 || prompts.count() % templates != 0) {
            throw new IllegalArgumentException(
                    prompts.count() + " prompts cannot be " + templates + " of each of some labels");
        }
        int labels = prompts.count() / templates;
        float[] means = new float[labels * prompts.width()];
        for (int i = 0; i < labels; i++) {
            float[] mean = normalizedMean(prompts, i * templates, templates);
            System.arraycopy(mean, 0, means, i * mean.length, mean.length);
        }
        return new Embeddings(means, labels, prompts.width());
    }

    /**
     * A classifier of features that were computed before.
     *
     * @param features (labels, E), each of length 1
     * @throws IllegalArgumentException if there are not as many features as labels
     */
    public static ZeroShotClassifier ofFeatures(List<String> labels, Embeddings features) {
        if (labels.size() != features.count()) {
            throw new IllegalArgumentException(
                    "there are " + labels.size() + " labels and " + features.count() + " features of labels");
        }
        return new ZeroShotClassifier(labels, features);
    }

    /** The prompts of a label, one for each template. */
    public static List<String> prompts(String label, List<String> templates) {
        return templates.stream()
                .map(template -> template.replace(PLACE, label))
                .toList();
    }

    /** The labels, in the order of the columns of scores. */
    public List<String> labels() {
        return labels;
    }

    /** The features of the labels, (labels, E), each of length 1. */
    public Embeddings features() {
        return features;
    }

    /**
     * How probable each label is for each picture, among the labels.
     *
     * @param images (B, E), each of length 1
     * @return (B, labels)
     * @throws IllegalArgumentException if the features are not of the same width
     */
    public Scores classify(Embeddings images) {
        return classify(images, SCALE);
    }

    /** {@link #classify(Embeddings)} with another factor than {@link #SCALE}, such as {@link VtpModel#logitScale}. */
    public Scores classify(Embeddings images, float scale) {
        return Scores.probabilities(images, features, scale);
    }

    /** {@link #classify(Embeddings)} of the features of some pictures, (B, 3, H, W). */
    public Scores classify(VtpModel model, Pixels pixels) {
        return classify(model.imageFeatures(pixels));
    }

    private static float[] normalizedMean(Embeddings prompts, int from, int count) {
        int width = prompts.width();
        double[] sum = new double[width];
        for (int p = from; p < from + count; p++) {
            for (int c = 0; c < width; c++) {
                sum[c] += prompts.data()[p * width + c];
            }
        }
        double squares = 0;
        for (double value : sum) {
            squares += (value / count) * (value / count);
        }
        double length = Math.max(Math.sqrt(squares), SHORTEST);
        float[] mean = new float[width];
        for (int c = 0; c < width; c++) {
            mean[c] = (float) (sum[c] / count / length);
        }
        return mean;
    }

    private static Embeddings joined(List<Embeddings> parts) {
        int width = parts.get(0).width();
        int count = parts.stream().mapToInt(Embeddings::count).sum();
        float[] data = new float[Math.multiplyExact(count, width)];
        int to = 0;
        for (Embeddings part : parts) {
            System.arraycopy(part.data(), 0, data, to, part.data().length);
            to += part.data().length;
        }
        return new Embeddings(data, count, width);
    }
}
