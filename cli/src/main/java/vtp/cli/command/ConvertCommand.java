package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.option.CommonOptions;
import vtp.loader.AtomicFile;
import vtp.loader.torch.TorchConverter;
import vtp.loader.torch.TorchFile;
import vtp.loader.torch.TorchTensor;

@Command(
        footer = {
            "",
            "Types and values stay as they are; names of nested dictionaries are joined with dots. Nothing in the"
                    + " file is run: whatever is not a tensor or a plain value is refused by its name.",
            "",
            "Examples:",
            "  vtp convert latents_stats.pt -o latents_stats.safetensors",
            "  vtp convert checkpoint.pth -o checkpoint.safetensors"
        })
public final class ConvertCommand implements Callable<Integer> {
    private static final String SUFFIX = ".safetensors";

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "A file of PyTorch's: .pt, .pth, .ckpt or .bin.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "The safetensors file to write.")
    private Path out = Path.of("");

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public ConvertCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        if (!out.toString().endsWith(SUFFIX)) {
            throw new UsageException("-o " + out + ": a file that ends in " + SUFFIX + " is needed");
        }
        if (!Files.exists(file)) {
            throw new UsageException(file + ": no such file");
        }
        try (TorchFile torch = TorchFile.open(file)) {
            Map<String, TorchTensor> tensors = torch.tensors();
            TorchConverter.convert(torch, tensors, AtomicFile.open(out, AtomicFile.Existing.REPLACE), Map.of());
            console.done(out + ": " + tensors.size() + " tensors", json -> {
                json.writeStringField("input", file.toString());
                json.writeStringField("output", out.toString());
                json.writeNumberField("tensors", tensors.size());
            });
        }
        return 0;
    }
}
