package vtp.cli.option;

import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;

/** The options of every command. */
public final class CommonOptions {
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

    public Console console(Terminal terminal) {
        return new Console(terminal, quiet, json);
    }
}
