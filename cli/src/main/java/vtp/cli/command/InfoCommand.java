package vtp.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.ModelOptions;
import vtp.engine.files.ModelReport;

@Command(
        footer = {
            "",
            "The whole checkpoint is checked against its config.json: every missing, misshapen and left-over tensor"
                    + " is named.",
            "",
            "Examples:",
            "  vtp info",
            "  vtp info -m small --tensors",
            "  vtp info -m VTP-Large-f16d64 --json"
        })
public final class InfoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--tensors", description = "List every tensor too: name, type, shape.")
    private boolean tensors;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public InfoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        ModelReport info = ModelReport.of(model.find(console));
        console.result(new InfoText(info, tensors).toString(), new InfoJson(info, tensors));
        return console.failures();
    }
}
