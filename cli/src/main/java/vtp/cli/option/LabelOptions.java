package vtp.cli.option;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.TextFiles;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.text.ImageNet;

/** The labels that pictures are sorted by, and the prompts that stand for each. */
public final class LabelOptions {
    /** The place of the label in a template. */
    private static final String PLACE = ZeroShotClassifier.PLACE;

    @ArgGroup // one of them is needed: said here, since "a dog" in the place of a picture is the usual reason that none
    // is there
    private Labels labels = new Labels();

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description = {
                "A prompt, with {} for the label; repeatable: the features of a label's prompts are averaged.",
                "Default: {}; for --imagenet OpenAI's 80."
            })
    private List<String> templates = new ArrayList<>();

    /** One of these. */
    private static final class Labels {
        @Option(names = "--label", paramLabel = "TEXT", description = "A label; repeatable.")
        private List<String> texts = new ArrayList<>();

        @Option(
                names = "--labels-file",
                paramLabel = "FILE",
                description = "A file with a label a line; empty lines are passed over.")
        private @Nullable String file;

        @Option(names = "--imagenet", description = "The 1,000 classes of ImageNet.")
        private boolean imageNet;

        @Option(
                names = "--label-features",
                paramLabel = "FILE",
                description = "A file that \"vtp embed\" wrote with the same model: its texts are the labels.")
        private @Nullable String features;

        @Option(
                names = "--probe",
                paramLabel = "FILE",
                description = "A classifier that \"vtp teach\" or \"vtp eval probe\" wrote with the same model.")
        private @Nullable String probe;
    }

    /** Refuses what makes no sense whatever the model and the pictures. */
    public void check() {
        for (String label : labels.texts) {
            if (label.isBlank()) {
                throw new UsageException("--label \"" + label + "\" is empty; a label is a text, such as \"a dog\"");
            }
        }
        refuseRepetition(labels.texts, "--label");
        if (labels.features != null && !templates.isEmpty()) {
            throw new UsageException("--template has no meaning with --label-features: the features are there already");
        }
        if (labels.probe != null && !templates.isEmpty()) {
            throw new UsageException("--template has no meaning with --probe: it knows classes, not texts");
        }
        for (String template : templates) {
            if (!template.contains(PLACE)) {
                throw new UsageException("--template \"" + template + "\" has no " + PLACE + " for the label");
            }
        }
    }

    /** Whether there are any. */
    public boolean given() {
        return !labels.texts.isEmpty()
                || labels.file != null
                || labels.imageNet
                || labels.features != null
                || labels.probe != null;
    }

    /** The file of features that stands in the place of labels, if one was given. */
    public Optional<String> features() {
        return Optional.ofNullable(labels.features);
    }

    /** The file of a trained classifier that stands in the place of labels, if one was given. */
    public Optional<String> probe() {
        return Optional.ofNullable(labels.probe);
    }

    /**
     * The labels in their order. Names of ImageNet's classes are not unique.
     *
     * @throws UsageException if a file has one twice, or none, or cannot be read
     */
    public List<String> labels(Terminal terminal) {
        if (labels.imageNet) {
            return ImageNet.names();
        }
        if (labels.file == null) {
            return labels.texts;
        }
        List<String> lines = TextFiles.lines(labels.file, terminal);
        refuseRepetition(lines, labels.file);
        return lines;
    }

    /** A label that is there twice would share its probability with itself. */
    private static void refuseRepetition(List<String> texts, String where) {
        Set<String> seen = new HashSet<>();
        for (String text : texts) {
            if (!seen.add(text.strip())) {
                throw new UsageException(where + ": the label \"" + text + "\" is there twice; leave one of them out");
            }
        }
    }

    /** The templates of the prompts of each label. */
    public List<String> templates() {
        if (!templates.isEmpty()) {
            return templates;
        }
        return labels.imageNet ? ImageNet.templates() : ZeroShotClassifier.AS_IT_IS;
    }
}
