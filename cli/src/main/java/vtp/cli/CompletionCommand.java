package vtp.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        footer = {
            "",
            "Examples:",
            "  source <(vtp completion)                    in this shell",
            "  vtp completion >> ~/.bash_completion        for good"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Report report = common.report(terminal);
        String script = AutoComplete.bash(Main.NAME, Main.withAllCommands(terminal));
        report.result(script.stripTrailing(), json -> json.writeStringField("script", script));
        return report.exitCode();
    }
}
