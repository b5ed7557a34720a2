package vtp.cli.option;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.TextFiles;
import vtp.engine.text.ImageNet;

/** The labels that pictures are sorted by, and the prompts that stand for each. */
public final class LabelOptions {
    /** The place of the label in a template. */
    private static final String PLACE = "{}";

    @ArgGroup(multiplicity = "1")
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

        @Option(names = "--labels-file", paramLabel = "FILE", description = "A file with a label a line.")
        private @Nullable String file;

        @Option(names = "--imagenet", description = "The 1,000 classes of ImageNet.")
        private boolean imageNet;
    }

    /** The labels in their order; names need not be unique. */
    public List<String> labels(Terminal terminal) {
        if (labels.imageNet) {
            return ImageNet.names();
        }
        return labels.file == null ? labels.texts : TextFiles.lines(labels.file, terminal);
    }

    /** The templates of the prompts of each label. */
    public List<String> templates() {
        for (String template : templates) {
            if (!template.contains(PLACE)) {
                throw new UsageException("--template \"" + template + "\" has no " + PLACE + " for the label");
            }
        }
        if (!templates.isEmpty()) {
            return templates;
        }
        return labels.imageNet ? ImageNet.templates() : List.of(PLACE);
    }

    /** The prompts of a label. */
    public static List<String> prompts(String label, List<String> templates) {
        return templates.stream()
                .map(template -> template.replace(PLACE, label))
                .toList();
    }
}
