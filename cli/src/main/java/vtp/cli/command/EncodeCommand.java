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
import vtp.cli.file.InputFile;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.Provenance;
import vtp.cli.file.Tensor;
import vtp.cli.file.TensorFormat;
import vtp.cli.file.TensorOutput;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.EnumConverter;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.OutputOptions;
import vtp.cli.option.PictureInputs;
import vtp.cli.option.PreparationOptions;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.LatentsFile;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.tensor.Latents;

@Command(
        footer = {
            "",
            "The latents are float32, (1, 64, h, w), under the key \"latents\"; of several pictures in one file (N,"
                    + " 64, h, w).",
            "",
            "Examples:",
            "  vtp encode dog.png -o dog.safetensors",
            "  vtp encode photos -r -o latents             latents/dog.jpg.safetensors and so on",
            "  vtp encode photos -o all.npy                all in one array",
            "  vtp encode dog.png --prepare none -o -      at its own size, to standard output"
        })
public final class EncodeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PictureInputs pictures = new PictureInputs();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = EnumConverter.OfTensorFormat.class,
            completionCandidates = EnumConverter.OfTensorFormat.class,
            description = "safetensors (default) or npy, for a folder or standard output.")
    private @Nullable TensorFormat format;

    @Mixin
    private final PreparationOptions preparation = new PreparationOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public EncodeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        preparation.check();
        OutputTarget outputs = output.outputs(console, TensorFormat.endings());
        List<InputFile> inputs = pictures.list(console);
        ModelSource files = model.find(console);
        PreparationOptions.Plan plan = preparation.plan(files.config(), Preparation.CROP);
        LargePictures.announce(plan, files.config(), model, LargePictures.Work.ENCODE, console);
        Provenance provenance = plan.addTo(model.provenance(files), pictures.orientation());
        TensorOutput latents = TensorOutput.open(outputs, format, inputs, console, provenance);

        try (VtpModel vtp = model.load(files, Part.TRUNK)) {
            console.each(inputs, "pictures", InputFile::name, input -> {
                if (!latents.skips(input)) {
                    Pixels pixels = Pixels.normalise(plan.apply(pictures.read(input, terminal)));
                    latents.add(input, List.of(tensor(vtp.encode(pixels))));
                }
            });
            latents.finish();
        }
        return console.failures();
    }

    private static Tensor tensor(Latents latents) {
        return Tensor.of(LatentsFile.KEY, latents.data(), latents.channels(), latents.height(), latents.width());
    }
}
