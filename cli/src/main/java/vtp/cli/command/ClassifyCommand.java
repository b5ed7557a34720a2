package vtp.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.option.CacheOption;
import vtp.cli.option.CleaningOption;
import vtp.cli.option.LabelOptions;
import vtp.cli.option.PictureInputs;
import vtp.engine.VtpModel;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.config.Part;
import vtp.engine.files.TextFeatures;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Scores;
import vtp.evaluation.probe.LinearProbe;

@Command(
        footer = {
            "",
            "Examples:",
            "  vtp classify dog.png --label \"a dog\" --label \"a cat\"",
            "  vtp classify photos --labels-file labels.txt --template \"a photo of a {}.\" --top 3",
            "  vtp classify photos --imagenet --json",
            "  vtp embed \"a dog\" \"a cat\" -o pets.safetensors",
            "  vtp classify photos --label-features pets.safetensors",
            "  vtp classify photos --probe mugs.safetensors"
        })
public final class ClassifyCommand implements Callable<Integer> {
    private static final String SCALE_OF_MODEL = "model";

    private final Terminal terminal;

    @Mixin
    private final PictureInputs pictures = new PictureInputs();

    @Mixin
    private final LabelOptions labels = new LabelOptions();

    @Mixin
    private final CleaningOption cleaning = new CleaningOption();

    @Mixin
    private final CacheOption caching = new CacheOption();

    @Option(names = "--top", paramLabel = "K", description = "Show the K most probable labels. Default: 5.")
    private int top = 5;

    @Option(
            names = "--scale",
            paramLabel = "NUMBER",
            description = "What cosines are multiplied with before the softmax: a number, or model for the learned one."
                    + " Default: 100.")
    private String scale = "100";

    @Mixin
    private final PictureJob job = new PictureJob();

    public ClassifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = job.console(terminal);
        Float fixedScale = fixedScale();
        if (top < 1) {
            throw new UsageException("--top " + top + ": must be at least 1");
        }
        labels.check();
        requireLabels();
        PictureJob.Begun begun = job.begin(pictures, console, Preparation.SQUASH);
        if (labels.probe().isPresent()) {
            if (job.preparationGiven() || fixedScale == null || fixedScale != ZeroShotClassifier.SCALE) {
                throw new UsageException("--prepare, --size and --scale have no meaning with --probe: pictures are"
                        + " prepared as it was trained");
            }
            classify(console, begun, ProbeFile.read(labels.probe().get(), begun.files()));
            return console.failures();
        }
        begun.announce(LargePictures.Work.CLASSIFY);
        LabelFeatures features = new LabelFeatures(begun.files(), job.model(), cleaning, console);
        TextFeatures given = labels.features().isPresent()
                ? features.ofFile(labels.features().get())
                : null;
        List<String> names = given == null ? labels.labels(terminal) : given.texts();

        try (VtpModel vtp = job.model().load(begun.files(), cleaning.value(), parts(given != null))) {
            float factor = fixedScale == null ? vtp.logitScale() : fixedScale;
            Embeddings texts = given == null
                    ? features.of(vtp, names, labels.templates(), caching.cache(terminal))
                    : given.features();
            LabelMeans means = new LabelMeans(names);
            begun.each(input -> {
                Pixels pixels = begun.pixels(input);
                float[] probabilities = Scores.probabilities(vtp.imageFeatures(pixels), texts, factor)
                        .row(0);
                Ranking.of(names, probabilities, top).print(console, input.name());
                means.add(probabilities);
            });
            means.print(console);
        }
        return console.failures();
    }

    private void classify(Console console, PictureJob.Begun begun, LinearProbe probe) throws IOException {
        LabelMeans means = new LabelMeans(probe.classes());
        try (VtpModel vtp = job.model().load(begun.files(), Part.TRUNK)) {
            begun.each(input -> {
                float[] probabilities = probe.classify(vtp, pictures.read(input, terminal));
                Ranking.of(probe.classes(), probabilities, top).print(console, input.name());
                means.add(probabilities);
            });
        }
        means.print(console);
    }

    /** Labels are often put where pictures go. */
    private void requireLabels() {
        Optional<String> misplaced = pictures.firstThatIsNone();
        if (!labels.given()) {
            throw new UsageException("there are no labels; each goes after --label, as in: --label \""
                    + misplaced.orElse("a dog") + "\"; or give --labels-file, --label-features, --probe or --imagenet");
        }
        if (misplaced.isPresent() && misplaced.get().contains(" ")) {
            throw new UsageException("\"" + misplaced.get()
                    + "\" is no picture; a label goes after --label, each after one" + " of its own");
        }
    }

    /** Labels whose features are there already need no text tower. */
    private static Part[] parts(boolean featuresGiven) {
        return featuresGiven
                ? new Part[] {Part.TRUNK, Part.CLIP_HEAD}
                : new Part[] {Part.TRUNK, Part.TEXT, Part.CLIP_HEAD};
    }

    /** The scale that was given; null for that of the model. */
    private @Nullable Float fixedScale() {
        if (scale.equals(SCALE_OF_MODEL)) {
            return null;
        }
        try {
            float number = Float.parseFloat(scale);
            if (Float.isFinite(number) && number > 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new UsageException("--scale " + scale + ": must be a positive number, or " + SCALE_OF_MODEL);
    }
}
