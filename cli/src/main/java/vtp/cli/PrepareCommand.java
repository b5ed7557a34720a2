package vtp.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;

@Command(
        footer = {
            "",
            "Examples:",
            "  vtp prepare dog.jpg -o dog.256.png",
            "  vtp prepare photos --prepare squash --size 512 -o prepared"
        })
final class PrepareCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PictureInputs pictures = new PictureInputs();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final PreparationOptions preparation = new PreparationOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    PrepareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Report report = common.report(terminal);
        preparation.check();
        Outputs outputs = output.outputs(report, PictureOutput.SUFFIX);
        List<InputFile> inputs = pictures.list();
        PreparationOptions.Plan plan = preparation.plan(model.find(report).config(), Preparation.CROP);
        PictureOutput prepared = PictureOutput.open(outputs, inputs);

        report.each(inputs, "pictures", InputFile::name, input -> {
            input.check();
            String name = PictureOutput.name(input.relative());
            if (!prepared.skips(input, name)) {
                Rgb picture = plan.apply(pictures.read(input, terminal));
                done(report, input, prepared.write(name, picture), picture);
            }
        });
        return report.exitCode();
    }

    private static void done(Report report, InputFile input, String file, Rgb picture) throws IOException {
        report.done(input.name() + " -> " + file, json -> {
            json.writeStringField("input", input.name());
            json.writeStringField("output", file);
            json.writeNumberField("width", picture.width());
            json.writeNumberField("height", picture.height());
        });
    }
}
