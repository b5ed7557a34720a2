package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Terminal;
import vtp.cli.file.FolderFilter;
import vtp.cli.file.InputFile;
import vtp.cli.file.LatentsReader;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.PictureNames;
import vtp.cli.file.PictureOutput;
import vtp.cli.file.Provenance;
import vtp.cli.file.TensorFormat;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.FileList;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.OutputOptions;
import vtp.cli.option.RoundingOption;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.LatentsFile;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Rgb;

@Command(
        footer = {
            "",
            "Latents are (64, h, w) or (N, 64, h, w). A picture is named by the one that was encoded, if the file"
                    + " says so,"
                    + " otherwise by the file.",
            "",
            "Examples:",
            "  vtp decode dog.safetensors -o dog.png",
            "  vtp decode latents -r -o pictures",
            "  vtp encode dog.png -o - | vtp decode - -o copy.png"
        })
public final class DecodeCommand implements Callable<Integer> {
    /** Other files of arrays, by the endings of their names. */
    private static final Map<String, String> OTHER_FORMATS =
            Map.of("npz", "NPZ", "pt", "PyTorch", "pth", "PyTorch", "bin", "PyTorch", "ckpt", "PyTorch");

    private static final FolderFilter LATENTS =
            new FolderFilter("latents", DecodeCommand::isLatents, DecodeCommand::otherFormat);

    private final Terminal terminal;

    @Parameters(
            arity = "0..*",
            paramLabel = "LATENTS",
            description = "Files of latents (.safetensors, .npy), \"-\" for standard input, or folders of them.")
    private List<String> latents = new ArrayList<>();

    @Option(
            names = {"-r", "--recursive"},
            description = "Take the files of folders in folders too.")
    private boolean recursive;

    @Mixin
    private final FileList list = new FileList();

    @Option(
            names = "--key",
            paramLabel = "NAME",
            description = "The tensor to decode. Default: latents, or the only one.")
    private @Nullable String key;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final RoundingOption rounding = new RoundingOption();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public DecodeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        OutputTarget outputs = output.outputs(console, PictureOutput.SUFFIX);
        List<InputFile> inputs = list.list(LATENTS, recursive, latents, console);
        ModelSource files = model.find(console);
        LatentsReader reader = new LatentsReader(terminal, files.config().latentChannels(), key);
        Map<String, List<String>> names = names(inputs, reader);
        Provenance provenance = model.provenance(files).with("rounding", EnumName.of(rounding.value()));
        PictureOutput pictures = PictureOutput.open(outputs, names, inputs, provenance);

        try (VtpModel vtp = model.load(files, Part.DECODER)) {
            console.each(inputs, "files", InputFile::name, input -> {
                try (LatentsFile file = reader.open(input)) {
                    List<String> written = new ArrayList<>();
                    List<String> wanted = PictureNames.of(input, file);
                    for (int i = 0; i < file.count(); i++) {
                        if (!pictures.skips(input, wanted.get(i))) {
                            Rgb picture = vtp.decode(file.read(i)).toRgb(0, rounding.value());
                            written.add(pictures.write(wanted.get(i), picture));
                        }
                    }
                    done(console, input, outputs, written);
                }
            });
        }
        return console.failures();
    }

    private static boolean isLatents(Path file) {
        return Arrays.asList(TensorFormat.endings()).contains("." + ending(file));
    }

    private static @Nullable String otherFormat(Path file) {
        return OTHER_FORMATS.get(ending(file));
    }

    private static String ending(Path file) {
        String name = file.toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * What all pictures will be named, by the files of their latents; a file that cannot be read is passed over here.
     */
    private static Map<String, List<String>> names(List<InputFile> inputs, LatentsReader reader) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (InputFile input : inputs) {
            try (LatentsFile file = reader.open(input)) {
                names.computeIfAbsent(input.name(), key -> new ArrayList<>()).addAll(PictureNames.of(input, file));
            } catch (IOException ignored) {
                // It is said when the file is decoded.
            }
        }
        return names;
    }

    private static void done(Console console, InputFile input, OutputTarget outputs, List<String> files)
            throws IOException {
        if (files.isEmpty() || outputs.isStandardOutput()) {
            return;
        }
        console.done(input.name() + " -> " + String.join(", ", files), json -> {
            json.writeStringField("input", input.name());
            json.writeFieldName("outputs");
            json.writeArray(files.toArray(String[]::new), 0, files.size());
        });
    }
}
