package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.option.CommonOptions;
import vtp.evaluation.report.EvaluationReport;
import vtp.evaluation.report.ModelResults;

@Command(
        footer = {
            "",
            "REPORT gets report.md, report.json, and report.html: one page with the table of the published numbers,"
                    + " what each was measured by and how that differs from the published protocol, charts, and"
                    + " pictures.",
            "",
            "Examples:",
            "  vtp eval report results-small -o report",
            "  vtp eval report results-small results-base results-large -o report"
        })
public final class EvalReportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "OUT",
            description =
                    "Folders that other evaluations wrote with -o. Those of one model, by its weights, are joined.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "REPORT",
            description = "The folder to write.")
    private Path out = Path.of("");

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public EvalReportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new UsageException(folder + ": no such folder");
            }
        }
        List<ModelResults> models = ModelResults.read(folders);
        for (Path file : new EvaluationReport(models).write(out)) {
            console.done(file.toString(), json -> json.writeStringField("output", file.toString()));
        }
        return console.failures();
    }
}
