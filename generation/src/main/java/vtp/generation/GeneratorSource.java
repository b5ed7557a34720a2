package vtp.generation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ModelException;
import vtp.engine.config.ParameterSpec;
import vtp.engine.files.LayoutCheck;
import vtp.engine.network.ParameterRecord;
import vtp.generation.config.ConfigGuess;
import vtp.generation.config.DitConfig;
import vtp.generation.config.GeneratorConfig;
import vtp.generation.config.SamplingConfig;
import vtp.generation.network.LightningDit;
import vtp.loader.CheckpointFiles;
import vtp.loader.torch.WeightsFile;

/**
 * Where a generator comes from: what is said of it, and its weights, to be opened. Either a file of LightningDiT's
 * trainer, with or without the trainer's configuration; or a folder that has all there is to a generator: {@code
 * config.json}, {@code model.safetensors}, {@code latents_stats.safetensors} and the names of its classes, {@code
 * labels.txt}.
 *
 * @since 0.1.0
 */
public final class GeneratorSource {
    /** What the generator that comes with the library is called. */
    public static final String BUILT_IN = "vtp-nano-dit";

    private static final String LABELS = "labels.txt";
    private static final String STATISTICS = "latents_stats.safetensors";

    /** Opens a file of tensors. */
    private interface Opener {
        WeightsFile open() throws IOException;
    }

    private final String name;
    private final GeneratorConfig config;
    private final boolean guessed;
    private final Opener weights;
    private final @Nullable Opener statistics;
    private final List<String> labels;

    private GeneratorSource(
            String name,
            GeneratorConfig config,
            boolean guessed,
            Opener weights,
            @Nullable Opener statistics,
            List<String> labels) {
        this.name = name;
        this.config = config;
        this.guessed = guessed;
        this.weights = weights;
        this.statistics = statistics;
        this.labels = List.copyOf(labels);
    }

    /**
     * A file of weights.
     *
     * @param path what LightningDiT's trainer writes, of which the averaged weights ("ema") are taken if there are any,
     *     or a safetensors file
     * @param config what is said of it, or null to read the architecture off the tensors, and sample as VTP does
     * @throws ModelException if the tensors are not those of the architecture, or of none
     * @throws vtp.loader.LoaderException if the file is malformed or cannot be read
     */
    public static GeneratorSource file(Path path, @Nullable GeneratorConfig config) throws IOException {
        try (WeightsFile file = WeightsFile.open(path)) {
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            file.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
            GeneratorConfig found = config == null
                    ? new GeneratorConfig(ConfigGuess.of(file.name(), shapes), SamplingConfig.usual(), 1)
                    : config;
            String asker = config == null ? "a LightningDiT of its sizes" : "the trainer's configuration";
            LayoutCheck.check(file.name(), asker, parameters(found.network()), file.tensors());
            return new GeneratorSource(
                    file.name(), found, config == null, () -> WeightsFile.open(path), null, List.of());
        }
    }

    /**
     * A folder.
     *
     * @throws ModelException as {@link #file}, and if labels are there and not as many as classes
     * @throws vtp.loader.LoaderException if a file is missing, malformed or cannot be read
     */
    public static GeneratorSource folder(Path folder) throws IOException {
        byte[] json = Files.readAllBytes(folder.resolve(CheckpointFiles.CONFIG));
        Path statistics = folder.resolve(STATISTICS);
        Path labels = folder.resolve(LABELS);
        return whole(
                folder.toString(),
                json,
                () -> WeightsFile.open(folder.resolve(CheckpointFiles.WEIGHTS)),
                Files.exists(statistics) ? () -> WeightsFile.open(statistics) : null,
                Files.exists(labels) ? Files.readAllBytes(labels) : new byte[0]);
    }

    /**
     * The generator that comes with the library: draws what the built-in tokenizer knows, shapes of 8 colours.
     *
     * @throws ModelException if the library was packed without it
     */
    public static GeneratorSource builtIn() throws IOException {
        MemorySegment weights = MemorySegment.ofArray(resource(CheckpointFiles.WEIGHTS));
        MemorySegment statistics = MemorySegment.ofArray(resource(STATISTICS));
        return whole(
                BUILT_IN,
                resource(CheckpointFiles.CONFIG),
                () -> WeightsFile.ofMemory(BUILT_IN, weights),
                () -> WeightsFile.ofMemory(BUILT_IN + "/" + STATISTICS, statistics),
                resource(LABELS));
    }

    private static GeneratorSource whole(
            String name, byte[] json, Opener weights, @Nullable Opener statistics, byte[] labels) throws IOException {
        GeneratorConfig config = GeneratorConfig.json(json, name + "/" + CheckpointFiles.CONFIG);
        try (WeightsFile file = weights.open()) {
            LayoutCheck.check(file.name(), "its config.json", parameters(config.network()), file.tensors());
        }
        List<String> names =
                new String(labels, StandardCharsets.UTF_8).strip().lines().toList();
        if (!names.isEmpty() && names.size() != config.network().classes()) {
            throw new ModelException(
                    name,
                    "its " + LABELS + " names " + names.size() + " classes, its config.json says that there are "
                            + config.network().classes());
        }
        return new GeneratorSource(name, config, false, weights, statistics, names);
    }

    private static byte[] resource(String file) throws IOException {
        try (InputStream in = GeneratorSource.class.getResourceAsStream("/" + BUILT_IN + "/" + file)) {
            if (in == null) {
                throw new ModelException(BUILT_IN, "this program was packed without " + BUILT_IN + "/" + file);
            }
            return in.readAllBytes();
        }
    }

    /** The tensors that an architecture calls for, in the order of the computation. */
    public static List<ParameterSpec> parameters(DitConfig config) {
        return layout(config).specs();
    }

    static ParameterRecord layout(DitConfig config) {
        return ParameterRecord.of((source, buffers, kernels) -> new LightningDit(config, source, buffers, kernels));
    }

    /** What the generator is called: its file or folder. */
    public String name() {
        return name;
    }

    /** What is said of it. */
    public GeneratorConfig config() {
        return config;
    }

    /** Whether its architecture was read off the tensors. */
    public boolean guessed() {
        return guessed;
    }

    /** The names of its classes by their numbers; none if nobody says. */
    public List<String> labels() {
        return labels;
    }

    /**
     * How its latents become the tokenizer's, if statistics came with it.
     *
     * @throws ModelException as {@link LatentScale#read}
     */
    public Optional<LatentScale> scale() throws IOException {
        if (statistics == null) {
            return Optional.empty();
        }
        try (WeightsFile file = statistics.open()) {
            return Optional.of(LatentScale.of(file, config.network().channels(), config.latentMultiplier()));
        }
    }

    /** Opens the weights; whoever calls closes them. */
    WeightsFile open() throws IOException {
        return weights.open();
    }
}
