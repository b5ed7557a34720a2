package vtp.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vtp.cli.Main;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.option.CommonOptions;

@Command(
        footer = {
            "",
            "Examples:",
            "  source <(vtp completion)                    in this shell",
            "  vtp completion >> ~/.bash_completion        for good"
        })
public final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        String script = AutoComplete.bash(Main.NAME, Main.withAllCommands(terminal));
        console.result(script.stripTrailing(), json -> json.writeStringField("script", script));
        return console.exitCode();
    }
}
