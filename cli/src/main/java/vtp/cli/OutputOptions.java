package vtp.cli;

import picocli.CommandLine.Option;

/** Where results go, and what happens to files that are there already. */
final class OutputOptions {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "A folder, one file a picture in it; or a file, by its ending; or \"-\" for standard output.")
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
    Outputs outputs(Report report, String... endings) {
        if (skipExisting && noClobber) {
            throw new UsageException("--skip-existing and --no-clobber contradict each other");
        }
        Outputs outputs = new Outputs(out, report, skipExisting, noClobber, endings);
        if (outputs.isStandardOutput() && report.json()) {
            throw new UsageException("-o - and --json both want standard output");
        }
        if (outputs.isStandardOutput() && report.terminal().outIsScreen()) {
            throw new UsageException(
                    "-o - would fill the screen with bytes; send standard output to a file or a program");
        }
        return outputs;
    }
}
