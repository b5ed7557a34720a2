package vtp.cli;

import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli looks whether it was there
    private boolean help;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but results and errors.")
    private boolean quiet;

    @Option(names = "--json", description = "Print results as JSON Lines, one object an input, failed ones too.")
    private boolean json;

    Report report(Terminal terminal) {
        return new Report(terminal, quiet, json);
    }
}
