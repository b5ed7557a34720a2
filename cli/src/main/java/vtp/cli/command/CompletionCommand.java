package vtp.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.option.CommonOptions;

@Command(
        footer = {
            "",
            "Examples:",
            "  source <(vtp completion)                    in this shell, bash or zsh",
            "  vtp completion >> ~/.bash_completion        for good, in bash",
            "  vtp completion >> ~/.zshrc                  for good, in zsh"
        })
public final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Supplier<CommandLine> program;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    /**
     * Makes nothing yet.
     *
     * @param program makes the program with all its commands, which takes a while
     */
    public CompletionCommand(Terminal terminal, Supplier<CommandLine> program) {
        this.terminal = terminal;
        this.program = program;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        String script = CompletionScript.of(program.get());
        console.result(script.stripTrailing(), json -> json.writeStringField("script", script));
        return console.failures();
    }
}
