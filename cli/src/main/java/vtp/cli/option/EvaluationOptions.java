package vtp.cli.option;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where an evaluation keeps its results, and what it goes on with. */
public final class EvaluationOptions {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "The folder for results, best one for each model: \"vtp eval report\" is made of it.")
    private Path out = Path.of("");

    @Option(names = "--restart", description = "Forget what an earlier run has measured, and begin anew.")
    private boolean restart;

    /** A file or folder of the results. */
    public Path file(String name) {
        return out.resolve(name);
    }

    /** Whether what was done before is forgotten. */
    public boolean restart() {
        return restart;
    }
}
