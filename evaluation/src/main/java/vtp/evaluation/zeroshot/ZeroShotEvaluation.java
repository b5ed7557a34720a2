package vtp.evaluation.zeroshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vtp.datasets.ExtractedRows;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Scores;
import vtp.evaluation.ClassTables;
import vtp.evaluation.ConfusionMatrix;
import vtp.evaluation.ConfusionMatrix.Confusion;
import vtp.evaluation.EvaluationException;

/**
 * Zero-shot classification as the reference evaluates it: logits are 100 times the cosines of a picture's feature and
 * those of the classes; a picture counts if its class has the largest, or one of the five largest. Of equal logits that
 * of the lower index counts as the larger: two of ImageNet's names occur twice.
 *
 * @since 0.1.0
 */
public final class ZeroShotEvaluation {
    /** Pictures that are remembered of each confusion, to show them. */
    private static final int EXAMPLES = 4;

    private final List<String> names;
    private final ConfusionMatrix confusion;
    private final Map<Confused, List<String>> examples;

    private ZeroShotEvaluation(List<String> names, ConfusionMatrix confusion, Map<Confused, List<String>> examples) {
        this.names = names;
        this.confusion = confusion;
        this.examples = examples;
    }

    private record Confused(int label, int taken) {}

    /**
     * Refuses names that do not fit a data set.
     *
     * @param classes of the data set; empty if it does not say
     * @param names of the classes in words
     * @throws EvaluationException if there are not as many
     */
    public static void requireNames(String dataset, List<String> classes, List<String> names)
            throws EvaluationException {
        if (!classes.isEmpty() && classes.size() != names.size()) {
            throw new EvaluationException(
                    dataset,
                    "has " + classes.size() + " classes, but there are " + names.size()
                            + " names of classes; --classes FILE gives one a line, in the order of the classes");
        }
    }

    /**
     * Classifies pictures.
     *
     * @param features (pictures, E), each of length 1
     * @throws EvaluationException if a label has no name, or the features are not of the classifier's model
     * @throws IOException if the features cannot be read
     */
    public static ZeroShotEvaluation of(String dataset, ExtractedRows features, ZeroShotClassifier classifier)
            throws IOException {
        List<String> names = classifier.labels();
        requireNames(dataset, features.classNames(), names);
        ConfusionMatrix confusion = new ConfusionMatrix(names.size());
        Map<Confused, List<String>> examples = new LinkedHashMap<>();
        features.visit((name, label, row) -> {
            if (label >= names.size()) {
                throw new EvaluationException(
                        dataset, name + " is of class " + label + ", but there are " + names.size() + " names");
            }
            Scores logits = Scores.logits(
                    new Embeddings(row, 1, row.length), classifier.features(), ZeroShotClassifier.SCALE, 0);
            int taken = confusion.add(label, logits.data());
            if (taken != label) {
                List<String> some =
                        examples.computeIfAbsent(new Confused((int) label, taken), key -> new ArrayList<>(1));
                if (some.size() < EXAMPLES) {
                    some.add(name);
                }
            }
        });
        if (confusion.pictures() == 0) {
            throw new EvaluationException(dataset, "none of its pictures could be used");
        }
        if (names.size() > 1 && features.classNames().isEmpty() && confusion.pictures() == confusion.pictures(0)) {
            throw new EvaluationException(
                    dataset,
                    "all its pictures are of class 0; a folder for each class, or a list with labels, is needed");
        }
        return new ZeroShotEvaluation(names, confusion, examples);
    }

    /** Returns the counts. */
    public ConfusionMatrix confusion() {
        return confusion;
    }

    /** Returns the names of a few pictures of one class that were taken for another. */
    public List<String> examples(Confusion of) {
        return examples.getOrDefault(new Confused(of.label(), of.taken()), List.of());
    }

    /** Returns what each class was taken for, to be written. */
    public ClassTables tables() {
        return new ClassTables(names, confusion);
    }
}
