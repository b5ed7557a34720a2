package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.JsonLine;
import vtp.cli.console.Terminal;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.ModelOptions;
import vtp.engine.VtpModel;
import vtp.engine.config.ModelException;
import vtp.engine.files.ModelSource;
import vtp.engine.verify.Golden;
import vtp.engine.verify.StageError;

@Command(
        footer = {
            "",
            "Errors are divided by the golden's standard deviation; of rgb they are the share of values that differ"
                    + " and the"
                    + " largest difference in levels; of logits and probs the largest as it is. The exit code is 1"
                    + " if any is over"
                    + " its limit.",
            "A golden of your own checkpoint is made by testdata/reference/dump_golden.py.",
            "",
            "Examples:",
            "  vtp verify -m VTP-Small-f16d64 golden.safetensors",
            "  vtp verify -m small golden.safetensors --json"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final String WANTED = "name a golden, a safetensors file of the reference's outputs;"
            + " testdata/reference/dump_golden.py makes that of a checkpoint";

    private final Terminal terminal;

    @Parameters(paramLabel = "GOLDEN", description = "A safetensors file of the reference's outputs, stage by stage.")
    private Path golden = Path.of("");

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        ModelSource files = model.find(console);
        console.each(List.of(golden), "goldens", Path::toString, file -> verify(read(file), files, console));
        return console.failures();
    }

    /** Here a malformed file is a bad input, and no bad model. */
    private static Golden read(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw new IOException("there is no such file in "
                    + Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file) + "; " + WANTED);
        }
        if (Files.isDirectory(file)) {
            throw new IOException("is a folder; " + WANTED);
        }
        try {
            return Golden.read(file);
        } catch (ModelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void verify(Golden expected, ModelSource files, Console console) throws IOException {
        List<StageError> stages;
        try (VtpModel vtp = model.loadAll(files)) {
            stages = expected.compare(vtp);
        }
        long over = stages.stream().filter(stage -> !stage.within()).count();
        console.result(table(stages, over), json -> {
            json.writeStringField("input", golden.toString());
            json.writeStringField("model", files.name());
            json.writeNumberField("over", over);
            json.writeArrayFieldStart("stages");
            for (StageError stage : stages) {
                json.writeStartObject();
                json.writeStringField("stage", stage.stage());
                JsonLine.number(json, "rms", stage.rms());
                JsonLine.number(json, "largest", stage.largest());
                json.writeNumberField("rms_limit", stage.rmsLimit());
                json.writeNumberField("largest_limit", stage.largestLimit());
                json.writeBooleanField("within", stage.within());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        if (over > 0) {
            console.failure(golden + ": " + over + " of " + stages.size() + " stages are over their limits");
        }
    }

    private static String table(List<StageError> stages, long over) {
        StringBuilder table = new StringBuilder(
                String.format(Locale.ROOT, "%-20s %10s %10s %10s %10s", "stage", "rms", "limit", "largest", "limit"));
        boolean first = true;
        for (StageError stage : stages) {
            table.append(row(stage));
            if (!stage.within()) {
                table.append(first ? "  OVER, the first one" : "  over");
                first = false;
            }
        }
        return table.append(over == 0 ? "\nall " + stages.size() + " stages are within their limits" : "")
                .toString();
    }

    private static String row(StageError stage) {
        if (Double.isInfinite(stage.largest())) {
            return String.format(
                    Locale.ROOT, "\n%-20s the model has no such stage, or one of another size", stage.stage());
        }
        return String.format(
                Locale.ROOT,
                "\n%-20s %10.1e %10.0e %10.1e %10.0e",
                stage.stage(),
                stage.rms(),
                stage.rmsLimit(),
                stage.largest(),
                stage.largestLimit());
    }
}
