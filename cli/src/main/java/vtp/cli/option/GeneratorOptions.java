package vtp.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.FileNames;
import vtp.cli.file.TextFiles;
import vtp.engine.Models;
import vtp.engine.config.ModelException;
import vtp.engine.files.ModelSource;
import vtp.engine.text.ImageNet;
import vtp.generation.ClassNames;
import vtp.generation.GeneratorSource;
import vtp.generation.LatentScale;
import vtp.generation.config.DitConfig;
import vtp.generation.config.GeneratorConfig;

/** Which generator, and what its latents and classes are. */
public final class GeneratorOptions {
    @Option(
            names = "--generator",
            paramLabel = "FILE",
            description = "A checkpoint of LightningDiT's trainer (.pt), a safetensors file of its weights, or a folder"
                    + " with config.json and model.safetensors. Default: the built-in vtp-nano-dit.")
    private @Nullable String generator;

    @Option(
            names = "--config",
            paramLabel = "YAML",
            description = "The trainer's configuration: architecture and sampling. Default: read off the tensors, and"
                    + " said.")
    private @Nullable String config;

    @Option(
            names = "--stats",
            paramLabel = "FILE",
            description = "latents_stats.pt of the latents that the generator was trained on, or the same as"
                    + " safetensors. A folder's own needs no mention.")
    private @Nullable String stats;

    @Option(
            names = "--label-names",
            paramLabel = "FILE",
            description = "The names of the classes, a line each. Default: the folder's labels.txt; for 1,000 classes"
                    + " ImageNet's.")
    private @Nullable String names;

    /**
     * Finds the generator, and checks that it draws latents of a model.
     *
     * @throws ModelException if it does not
     */
    public GeneratorSource find(ModelSource model, Console console) throws IOException {
        int channels = model.config().latentChannels();
        GeneratorSource source = source(channels);
        DitConfig network = source.config().network();
        if (network.channels() != channels) {
            throw new ModelException(
                    source.name(),
                    "draws latents of " + network.channels() + " channels, model " + model.name() + " has " + channels
                            + ": it was trained on another model's");
        }
        if (source.guessed()) {
            console.note("vtp: " + source.name() + " is taken for a " + network.summary());
        }
        return source;
    }

    /**
     * Finds the generator of what also works without: the one asked for, or the built-in one of the built-in model.
     *
     * @throws ModelException if it does not draw latents of the model
     * @throws UsageException if there is none that the other options could be of
     */
    public Optional<GeneratorSource> findFor(ModelSource model, Console console) throws IOException {
        if (generator != null || model.name().equals(Models.BUILT_IN)) {
            return Optional.of(find(model, console));
        }
        if (config != null || stats != null || names != null) {
            throw new UsageException(
                    "--config, --stats and --label-names are of a generator; name it with --generator");
        }
        return Optional.empty();
    }

    private GeneratorSource source(int channels) throws IOException {
        if (generator == null) {
            if (config != null) {
                throw new UsageException("--config needs the weights that it is of; name them with --generator");
            }
            return GeneratorSource.builtIn();
        }
        Path path = path("--generator", generator);
        if (Files.isDirectory(path)) {
            if (config != null) {
                throw new UsageException("--config has no meaning with a folder, which has a config.json of its own");
            }
            return GeneratorSource.folder(path);
        }
        return GeneratorSource.file(
                path, config == null ? null : GeneratorConfig.trainer(path("--config", config), channels));
    }

    /**
     * How a generator's latents become the model's.
     *
     * @throws UsageException if nothing says so
     */
    public LatentScale scale(GeneratorSource source) throws IOException {
        if (stats != null) {
            GeneratorConfig of = source.config();
            return LatentScale.read(path("--stats", stats), of.network().channels(), of.latentMultiplier());
        }
        Optional<LatentScale> own = source.scale();
        return own.orElseThrow(() -> new UsageException("--stats is missing: without the statistics of the latents"
                + " that " + source.name() + " was trained on, what it draws cannot be decoded; they are the"
                + " latents_stats.pt beside the shards"));
    }

    /** What a generator's classes are called, if anybody says. */
    public ClassNames names(GeneratorSource source, Terminal terminal) {
        int classes = source.config().network().classes();
        if (names != null) {
            List<String> lines = TextFiles.lines(names, terminal);
            if (lines.size() != classes) {
                throw new UsageException("--label-names " + names + " has " + lines.size() + " lines, the generator "
                        + classes + " classes");
            }
            return new ClassNames(classes, lines);
        }
        boolean imageNet =
                source.labels().isEmpty() && classes == ImageNet.names().size();
        return new ClassNames(classes, imageNet ? ImageNet.names() : source.labels());
    }

    private static Path path(String option, String name) {
        try {
            return FileNames.path(name);
        } catch (InvalidPathException e) {
            throw new UsageException(option + " \"" + name + "\" is not a path: " + e.getReason(), e);
        }
    }
}
