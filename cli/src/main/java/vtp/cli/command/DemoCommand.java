package vtp.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.file.DemoPictures;
import vtp.cli.file.InputFile;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.PictureOutput;
import vtp.cli.option.CleaningOption;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.ModelOptions;
import vtp.engine.Reconstruction;
import vtp.engine.VtpModel;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.files.UserCache;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Scores;

@Command(footer = {"", "Examples:", "  vtp demo", "  vtp demo -m small -o /tmp/demo"})
public final class DemoCommand implements Callable<Integer> {
    private static final List<String> COLOURS =
            List.of("red", "green", "blue", "yellow", "orange", "purple", "white", "black");
    private static final List<String> SHAPES = List.of("circle", "square", "triangle", "ring", "cross", "star");
    private static final float SCALE = 100;

    private final Terminal terminal;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description =
                    "The folder to write the pictures to: original, reconstruction, and their difference, amplified."
                            + " Default: vtp-demo.")
    private String folder = "vtp-demo";

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        ModelSource files = model.find(console);
        Reconstruction.requireEqualSides(files);
        OutputTarget outputs = new OutputTarget("-o", folder, OutputTarget.Existing.REPLACE, console);
        List<InputFile> inputs = new ArrayList<>();
        DemoPictures.PICTURES.forEach(name -> inputs.add(InputFile.packed(name)));
        PictureOutput pictures = PictureOutput.open(outputs, inputs, model.provenance(files));
        int size = files.config().imageSize();
        int patch = files.config().patchSize();

        try (VtpModel vtp = model.load(files, Part.values())) {
            List<String> names = labels();
            Embeddings labels = new LabelFeatures(files, model, new CleaningOption(), console)
                    .of(vtp, names, ZeroShotClassifier.AS_IT_IS, UserCache.none());
            console.each(inputs, "pictures", InputFile::name, input -> {
                Rgb picture = new PictureReader().read(DemoPictures.picture(input.name()), input.name());
                // Each as the command of that name prepares it: "vtp reconstruct" gives the same numbers.
                Rgb cropped = Preparation.CROP.apply(picture, size, patch);
                Rgb squashed = Preparation.SQUASH.apply(picture, size, patch);
                Reconstruction reconstruction = Reconstruction.of(vtp, cropped, Rounding.TRUNC);
                String file = pictures.write(input.relative(), reconstruction.sideBySide());
                Embeddings image = vtp.imageFeatures(Pixels.normalise(squashed));
                float[] probabilities =
                        Scores.probabilities(image, labels, SCALE).row(0);
                print(
                        console,
                        input.name(),
                        file,
                        reconstruction,
                        Ranking.of(names, probabilities, 1).best());
            });
        }
        console.note(
                "Each of these pictures shows original, reconstruction and difference side by side; the numbers are"
                        + " those of \"vtp reconstruct\".");
        return console.failures();
    }

    private static void print(Console console, String name, String file, Reconstruction result, Ranking.Place best)
            throws IOException {
        boolean labelled = !name.equals(DemoPictures.LANDSCAPE);
        String label = String.format(Locale.ROOT, "  %s (%.1f %%)", best.label(), 100 * best.probability());
        console.result(
                String.format(
                        Locale.ROOT, "%-28s %s%s", file, QualityLine.text(result.quality()), labelled ? label : ""),
                json -> {
                    json.writeStringField("input", name);
                    json.writeStringField("output", file);
                    QualityLine.write(json, result.quality());
                    if (labelled) {
                        json.writeStringField("label", best.label());
                        json.writeNumberField("probability", best.probability());
                    }
                });
    }

    private static List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (String colour : COLOURS) {
            for (String shape : SHAPES) {
                labels.add((colour.startsWith("o") ? "an " : "a ") + colour + " " + shape);
            }
        }
        return labels;
    }
}
