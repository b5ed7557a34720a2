package vtp.cli.option;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.engine.Models;
import vtp.engine.files.ModelSource;

/** Which model. */
public final class ModelChoice {
    private static final String VARIABLE = "VTP_MODEL";

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = {
                "A folder with config.json and model.safetensors, a .safetensors file beside its config.json,"
                        + " small, base or large, or another id on the Hugging Face hub, org/name[@revision].",
                "Default: the variable VTP_MODEL, else the built-in vtp-nano."
            })
    private @Nullable String model;

    /** The name that was given, by option or variable; empty for the built-in model. */
    public Optional<String> name(Terminal terminal) {
        if (model != null && model.isBlank()) {
            throw new UsageException("--model is empty; name one, or leave the option out");
        }
        String variable = terminal.environment().getOrDefault(VARIABLE, "");
        return Optional.ofNullable(model).or(() -> Optional.of(variable).filter(value -> !value.isEmpty()));
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
        Terminal terminal = console.terminal();
        Optional<String> name = name(terminal).or(() -> otherwise);
        if (name.isPresent()) {
            return Models.find(name.get(), terminal.environment());
        }
        console.note("vtp: using the built-in vtp-nano, a tiny demonstration model; for a released one, run"
                + " \"vtp pull small\" once and add \"-m small\"");
        return Models.builtIn();
    }
}
