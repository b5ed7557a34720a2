package vtp.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.file.InputFile;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.PictureOutput;
import vtp.cli.file.Provenance;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.ModelChoice;
import vtp.cli.option.OutputOptions;
import vtp.cli.option.PictureInputs;
import vtp.cli.option.PreparationOptions;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;

@Command(
        footer = {
            "",
            "Examples:",
            "  vtp prepare dog.jpg -o dog.256.png",
            "  vtp prepare photos --prepare squash --size 512 -o prepared"
        })
public final class PrepareCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PictureInputs pictures = new PictureInputs();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final PreparationOptions preparation = new PreparationOptions();

    @Mixin
    private final ModelChoice model = new ModelChoice();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public PrepareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        preparation.check();
        OutputTarget outputs = output.outputs(console, PictureOutput.SUFFIX);
        List<InputFile> inputs = pictures.list(console);
        PreparationOptions.Plan plan = preparation.plan(model.find(console).config(), Preparation.CROP);
        Provenance provenance = plan.addTo(Provenance.NONE, pictures.orientation());
        PictureOutput prepared = PictureOutput.open(outputs, inputs, provenance);

        console.each(inputs, "pictures", InputFile::name, input -> {
            input.check();
            String name = PictureOutput.name(input.relative());
            if (!prepared.skips(input, name)) {
                Rgb picture = plan.apply(pictures.read(input, terminal));
                done(console, input, prepared.write(name, picture), picture);
            }
        });
        return console.failures();
    }

    private static void done(Console console, InputFile input, String file, Rgb picture) throws IOException {
        console.done(input.name() + " -> " + file, json -> {
            json.writeStringField("input", input.name());
            json.writeStringField("output", file);
            json.writeNumberField("width", picture.width());
            json.writeNumberField("height", picture.height());
        });
    }
}
