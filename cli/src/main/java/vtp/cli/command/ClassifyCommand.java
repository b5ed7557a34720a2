package vtp.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.InputFile;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.LabelOptions;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.PictureInputs;
import vtp.cli.option.PreparationOptions;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.tensor.Embeddings;

@Command(
        footer = {
            "",
            "Examples:",
            "  vtp classify dog.png --label \"a dog\" --label \"a cat\"",
            "  vtp classify photos --labels-file labels.txt --template \"a photo of a {}.\" --top 3",
            "  vtp classify photos --imagenet --json"
        })
public final class ClassifyCommand implements Callable<Integer> {
    private static final String SCALE_OF_MODEL = "model";

    private final Terminal terminal;

    @Mixin
    private final PictureInputs pictures = new PictureInputs();

    @Mixin
    private final LabelOptions labels = new LabelOptions();

    @Option(names = "--top", paramLabel = "K", description = "Show the K most probable labels. Default: 5.")
    private int top = 5;

    @Option(
            names = "--scale",
            paramLabel = "NUMBER",
            description = "What cosines are multiplied with before the softmax: a number, or model for the learned one."
                    + " Default: 100.")
    private String scale = "100";

    @Mixin
    private final PreparationOptions preparation = new PreparationOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public ClassifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        preparation.check();
        Float fixedScale = fixedScale();
        if (top < 1) {
            throw new UsageException("--top " + top + ": must be at least 1");
        }
        List<String> templates = labels.templates();
        List<String> names = labels.labels(terminal);
        List<InputFile> inputs = pictures.list(console);
        ModelSource files = model.find(console);
        PreparationOptions.Plan plan = preparation.plan(files.config(), Preparation.SQUASH);

        try (VtpModel vtp = model.load(files, Part.TRUNK, Part.TEXT, Part.CLIP_HEAD)) {
            float factor = fixedScale == null ? vtp.logitScale() : fixedScale;
            Embeddings texts = LabelFeatures.of(vtp, names, templates, console);
            console.each(inputs, "pictures", InputFile::name, input -> {
                Pixels pixels = Pixels.normalise(plan.apply(pictures.read(input, terminal)));
                float[] probabilities = VtpModel.classify(vtp.imageFeatures(pixels), texts, factor)
                        .row(0);
                Ranking.of(names, probabilities, top).print(console, input.name());
            });
        }
        return console.failures();
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
