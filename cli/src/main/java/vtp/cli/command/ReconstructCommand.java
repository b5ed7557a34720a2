package vtp.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Terminal;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.PictureOutput;
import vtp.cli.file.Provenance;
import vtp.cli.option.OutputOptions;
import vtp.cli.option.PictureInputs;
import vtp.cli.option.RoundingOption;
import vtp.engine.Reconstruction;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.image.Preparation;

@Command(
        footer = {
            "",
            "PSNR (in decibels; inf, in JSON null, if nothing is lost) and SSIM compare the prepared picture with the"
                    + " reconstruction before it is rounded to 8 bits. SSIM is the mean over the windows inside the"
                    + " picture, as scikit-image computes it; torchmetrics since 1.4.2, and so \"vtp eval"
                    + " reconstruction\", counts windows across the edges too.",
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
    private final PictureJob job = new PictureJob();

    public ReconstructCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = job.console(terminal);
        OutputTarget outputs = output.outputs(console, PictureOutput.SUFFIX);
        PictureJob.Begun begun = job.begin(pictures, console, Preparation.CROP);
        Reconstruction.requireEqualSides(begun.files());
        begun.announce(LargePictures.Work.RECONSTRUCT);
        PictureOutput written = PictureOutput.open(outputs, begun.inputs(), provenance(begun));
        QualityMeans means = new QualityMeans();

        try (VtpModel vtp = job.model().load(begun.files(), Part.TRUNK, Part.DECODER)) {
            begun.each(input -> {
                input.check();
                String name = PictureOutput.name(input.relative());
                if (written.skips(input, name)) {
                    return;
                }
                Reconstruction result = Reconstruction.of(vtp, begun.picture(input), rounding.value());
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

    private Provenance provenance(PictureJob.Begun begun) throws IOException {
        return begun.provenance()
                .with("rounding", EnumName.of(rounding.value()))
                .with("picture", compare ? "comparison" : "reconstruction");
    }
}
