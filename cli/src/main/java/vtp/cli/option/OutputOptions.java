package vtp.cli.option;

import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.UsageException;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.OutputTarget.Existing;

/** Where results go, and what happens to files that are there already. */
public final class OutputOptions {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "A file, by its ending; or a folder, for a file of each input; or \"-\" for standard output.")
    private String out = "";

    @Option(names = "--skip-existing", description = "Leave files that exist, and do not compute them.")
    private boolean skipExisting;

    @Option(names = "--no-clobber", description = "Take it as a failure if a file exists. Default: replace it.")
    private boolean noClobber;

    /**
     * The outputs of a command that writes files with these endings.
     *
     * @throws UsageException if the options contradict each other
     */
    public OutputTarget outputs(Console console, String... endings) {
        if (skipExisting && noClobber) {
            throw new UsageException("--skip-existing and --no-clobber contradict each other");
        }
        Existing existing = skipExisting ? Existing.SKIP : noClobber ? Existing.REFUSE : Existing.REPLACE;
        OutputTarget outputs = new OutputTarget("-o", out, existing, console, endings);
        if (outputs.isStandardOutput() && console.json()) {
            throw new UsageException("-o - and --json both want standard output");
        }
        if (outputs.isStandardOutput() && console.terminal().outIsScreen()) {
            throw new UsageException(
                    "-o - would fill the screen with bytes; send standard output to a file or a program");
        }
        return outputs;
    }
}
