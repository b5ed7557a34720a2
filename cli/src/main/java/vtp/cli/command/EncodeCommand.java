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
import vtp.cli.file.OutputTarget;
import vtp.cli.file.Tensor;
import vtp.cli.file.TensorFormat;
import vtp.cli.file.TensorOutput;
import vtp.cli.option.EnumConverter;
import vtp.cli.option.OutputOptions;
import vtp.cli.option.PictureInputs;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.LatentsFile;
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
    private final PictureJob job = new PictureJob();

    public EncodeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = job.console(terminal);
        OutputTarget outputs = output.outputs(console, TensorFormat.endings());
        PictureJob.Begun begun = job.begin(pictures, console, Preparation.CROP);
        begun.announce(LargePictures.Work.ENCODE);
        TensorOutput latents = TensorOutput.open(outputs, format, begun.inputs(), console, begun.provenance());

        try (VtpModel vtp = job.model().load(begun.files(), Part.TRUNK)) {
            begun.each(input -> {
                if (!latents.skips(input)) {
                    latents.add(input, List.of(tensor(vtp.encode(begun.pixels(input)))));
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
