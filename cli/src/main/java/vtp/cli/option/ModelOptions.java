package vtp.cli.option;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.Provenance;
import vtp.engine.Breakdown;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ModelException;
import vtp.engine.config.Part;
import vtp.engine.config.WeightType;
import vtp.engine.files.ModelSource;
import vtp.engine.text.TextCleaning;

/** Which model, and how it is run. */
public final class ModelOptions {
    private static final int MOST_THREADS = 1024;

    @Mixin
    private final ModelChoice choice = new ModelChoice();

    @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with. Default: all cores.")
    private @Nullable Integer threads;

    @Option(
            names = "--weights",
            paramLabel = "TYPE",
            converter = EnumConverter.OfWeightType.class,
            completionCandidates = EnumConverter.OfWeightType.class,
            description = "How weights are kept: f32 (default), or bf16 in half the memory.")
    private WeightType weights = WeightType.F32;

    /** The name that was given, by option or variable; empty for the built-in model. */
    public Optional<String> name(Terminal terminal) {
        return choice.name(terminal);
    }

    /** Finds the model and reads its configuration. */
    public ModelSource find(Console console) throws IOException {
        return find(console, Optional.empty());
    }

    /**
     * Finds the model and reads its configuration.
     *
     * @param otherwise the model's name if none is given; empty for the built-in model
     */
    public ModelSource find(Console console, Optional<String> otherwise) throws IOException {
        checkThreads();
        return choice.find(console, otherwise);
    }

    /**
     * Loads parts of a model.
     *
     * @throws ModelException if it does not have them
     */
    public VtpModel load(ModelSource files, Part... parts) throws IOException {
        return load(files, TextCleaning.PLAIN, parts);
    }

    /**
     * Loads parts of a model that texts will be given to.
     *
     * @param cleaning how it cleans them
     * @throws ModelException if it does not have them
     */
    public VtpModel load(ModelSource files, TextCleaning cleaning, Part... parts) throws IOException {
        return load(files, options().withCleaning(cleaning), parts);
    }

    /**
     * Loads parts of a model for one thread a call: many pictures are worked on at once, each by one thread.
     *
     * @throws ModelException if it does not have them
     */
    public VtpModel loadForMany(ModelSource files, Part... parts) throws IOException {
        return load(files, options().withThreads(1), parts);
    }

    private static VtpModel load(ModelSource files, LoadOptions options, Part... parts) throws IOException {
        return VtpModel.load(files, withParts(files, options, parts));
    }

    /**
     * Loads parts of a model, timed by a breakdown.
     *
     * @throws ModelException if it does not have them
     */
    public VtpModel loadTimed(Breakdown breakdown, ModelSource files, Part... parts) throws IOException {
        return breakdown.load(files, withParts(files, options(), parts));
    }

    private static LoadOptions withParts(ModelSource files, LoadOptions options, Part... parts) throws IOException {
        for (Part part : parts) {
            files.require(part);
        }
        return options.withParts(parts);
    }

    /** Loads all that a model has. */
    public VtpModel loadAll(ModelSource files) throws IOException {
        return VtpModel.load(files, options());
    }

    /** How many threads a model is loaded with. */
    public int threads() {
        return options().threads();
    }

    /** What results of the model say of themselves. */
    public Provenance provenance(ModelSource files) throws IOException {
        return Provenance.of(files).with("weights", EnumName.of(weights));
    }

    /** How its weights are kept. */
    public WeightType weights() {
        return weights;
    }

    /** How a model, or what belongs to it, is loaded: its threads and weights. */
    public LoadOptions options() {
        LoadOptions options = LoadOptions.defaults().withWeights(weights);
        return threads == null ? options : options.withThreads(threads);
    }

    private void checkThreads() {
        if (threads != null && (threads < 1 || threads > MOST_THREADS)) {
            throw new UsageException("--threads " + threads + ": must be at least 1, and at most " + MOST_THREADS);
        }
    }
}
