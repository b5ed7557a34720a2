package vtp.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Terminal;
import vtp.cli.file.InputFile;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.PictureOutput;
import vtp.cli.file.Provenance;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.OutputOptions;
import vtp.cli.option.PictureInputs;
import vtp.cli.option.PreparationOptions;
import vtp.cli.option.RoundingOption;
import vtp.engine.Reconstruction;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;

@Command(
        footer = {
            "",
            "PSNR (in decibels; inf, in JSON null, if nothing is lost) and SSIM compare the prepared picture with the"
                    + " reconstruction before it is rounded to 8 bits. SSIM is the mean over the windows inside the picture,"
                    + " as scikit-image computes it; torchmetrics since 1.4.2, and so \"vtp eval reconstruction\", counts"
                    + " windows across the edges too.",
            "",
            "Examples:",
            "  vtp reconstruct landscape.png -o out.png",
            "  vtp reconstruct photos --compare -o compared",
            "  vtp reconstruct dog.png -o - | display"
        })
public final class ReconstructCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PictureInputs pictures = new PictureInputs();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--compare",
            description =
                    "Write the prepared picture, the reconstruction and their difference, amplified, side by side.")
    private boolean compare;

    @Mixin
    private final RoundingOption rounding = new RoundingOption();

    @Mixin
    private final PreparationOptions preparation = new PreparationOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public ReconstructCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        preparation.check();
        OutputTarget outputs = output.outputs(console, PictureOutput.SUFFIX);
        List<InputFile> inputs = pictures.list(console);
        ModelSource files = model.find(console);
        Reconstruction.requireEqualSides(files);
        PreparationOptions.Plan plan = preparation.plan(files.config(), Preparation.CROP);
        LargePictures.announce(plan, files.config(), model, LargePictures.Work.RECONSTRUCT, console);
        PictureOutput written = PictureOutput.open(outputs, inputs, provenance(files, plan));
        QualityMeans means = new QualityMeans();

        try (VtpModel vtp = model.load(files, Part.TRUNK, Part.DECODER)) {
            console.each(inputs, "pictures", InputFile::name, input -> {
                input.check();
                String name = PictureOutput.name(input.relative());
                if (written.skips(input, name)) {
                    return;
                }
                Rgb original = plan.apply(pictures.read(input, terminal));
                Reconstruction result = Reconstruction.of(vtp, original, rounding.value());
                String file = written.write(name, compare ? result.sideBySide() : result.picture());
                means.add(result.quality());
                if (!outputs.isStandardOutput()) {
                    QualityLine.print(console, input.name(), file, result.quality());
                }
            });
        }
        if (!outputs.isStandardOutput()) {
            means.print(console);
        }
        return console.failures();
    }

    private Provenance provenance(ModelSource files, PreparationOptions.Plan plan) throws IOException {
        return plan.addTo(model.provenance(files), pictures.orientation())
                .with("rounding", EnumName.of(rounding.value()))
                .with("picture", compare ? "comparison" : "reconstruction");
    }
}
