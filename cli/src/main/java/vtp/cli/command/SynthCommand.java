package vtp.cli.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.OutputException;
import vtp.cli.console.Progress;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.EnumConverter;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.Released;
import vtp.engine.files.SyntheticCheckpoint;
import vtp.loader.CheckpointFiles;
import vtp.loader.FileAccessException;

@Command(
        footer = {
            "",
            "The weights are the same everywhere: they are made from the tensors' names and shapes. They mean"
                    + " nothing, but have"
                    + " the sizes and types of real ones.",
            "",
            "Examples:",
            "  vtp synth small -o synthetic-small",
            "  vtp synth --config config.json -o model"
        })
public final class SynthCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "SIZE",
            converter = EnumConverter.OfReleased.class,
            completionCandidates = EnumConverter.OfReleased.class,
            description = "The released model whose architecture to take: small, base or large.")
    private @Nullable Released size;

    @Option(names = "--config", paramLabel = "FILE", description = "Take the architecture of this config.json instead.")
    private @Nullable Path config;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The folder to write config.json and model.safetensors to.")
    private Path folder = Path.of("");

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public SynthCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        byte[] json = configJson();
        VtpConfig architecture = VtpConfig.parse(json, config == null ? CheckpointFiles.CONFIG : config.toString());
        long bytes = SyntheticCheckpoint.byteSize(architecture);
        try (Progress progress = console.progress("bytes", bytes)) {
            SyntheticCheckpoint.write(architecture, json, folder, progress::to);
        } catch (FileAlreadyExistsException e) {
            throw new OutputException(folder + ": cannot be made a folder: it is a file", e);
        } catch (FileSystemException e) {
            throw new OutputException(folder + ": cannot be made: " + FileAccessException.reason(e), e);
        }
        console.done(folder + ": " + InfoText.size(bytes) + " of synthetic weights", object -> {
            object.writeStringField("output", folder.toString());
            object.writeNumberField("bytes", bytes);
        });
        return console.failures();
    }

    private byte[] configJson() throws IOException {
        if (config == null) {
            if (size == null) {
                throw new UsageException("name small, base or large, or give --config FILE");
            }
            return size.configJson();
        }
        if (size != null) {
            throw new UsageException(size.shortName() + " and --config contradict each other; give one or the other");
        }
        if (!Files.isRegularFile(config)) {
            throw new UsageException("--config " + config + ": no such file");
        }
        return Files.readAllBytes(config);
    }
}
