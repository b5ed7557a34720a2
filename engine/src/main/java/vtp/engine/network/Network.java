package vtp.engine.network;

import java.io.IOException;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Workers;
import vtp.loader.Checkpoint;

/**
 * The parts of a model that were asked for, and what they run on.
 *
 * @since 0.1.0
 */
public final class Network implements AutoCloseable {
    /** Opens a checkpoint with exactly the tensors that a configuration calls for. */
    @FunctionalInterface
    public interface Opener {
        /** Opens it; whoever calls closes it. */
        Checkpoint open() throws IOException;
    }

    private final String name;
    private final VtpConfig config;
    private final Resources resources;
    private final Towers towers;

    /**
     * Reads and packs the weights, while the operations that they will go through are being compiled.
     *
     * @param name what messages call the model
     * @param weightBytes about how many bytes of memory its weights will take
     * @param makeKernels makes the kernels that share the workers given to it
     * @throws vtp.engine.config.ModelException if a weight is not as the configuration calls for, or not finite
     * @throws IOException if the checkpoint cannot be read
     */
    public Network(
            String name,
            VtpConfig config,
            Opener weights,
            long weightBytes,
            LoadOptions options,
            Function<Workers, Kernels> makeKernels)
            throws IOException {
        this.name = name;
        this.config = config;
        resources = new Resources(name, options.threads(), weightBytes, makeKernels);
        try {
            Thread warmUp = WarmUp.start(options, config, weightBytes, makeKernels);
            towers = towers(weights, options);
            WarmUp.await(warmUp);
        } catch (Throwable e) {
            resources.close();
            throw e;
        }
    }

    private Towers towers(Opener weights, LoadOptions options) throws IOException {
        try (Checkpoint checkpoint = weights.open()) {
            ParameterSource source =
                    new CheckpointParameters(checkpoint.name(), checkpoint.stored(), resources, options.weights());
            return Towers.of(config, options.parts(), source, resources.buffers(), resources.kernels());
        }
    }

    /** What the constructors of a part of an architecture ask for; nothing if it does not have the part. */
    public static ParameterRecord parameters(VtpConfig config, Part part) {
        return ParameterRecord.of(
                (source, buffers, kernels) -> Towers.of(config, Set.of(part), source, buffers, kernels));
    }

    /** The bytes of the buffers through which one picture of the configuration's size goes, with the widest tower. */
    public static long bufferBytes(VtpConfig config) {
        long side = config.imageSize() / config.patchSize();
        int width = Math.max(
                config.trunk().width(), config.decoder().map(VitConfig::width).orElse(0));
        return (1 + side * side) * Scratch.WIDTHS * width * Float.BYTES;
    }

    /**
     * What encodes pictures.
     *
     * @throws IllegalStateException if it was not loaded
     */
    public ImageEncoder encoder() {
        return loaded(towers.encoder(), Part.TRUNK);
    }

    /**
     * What decodes latents.
     *
     * @throws IllegalStateException if it was not loaded, or the model has none
     */
    public PixelDecoder decoder() {
        return loaded(towers.decoder(), Part.DECODER);
    }

    /**
     * What makes features of prompts.
     *
     * @throws IllegalStateException if it was not loaded, or the model has none
     */
    public TextTower text() {
        return loaded(towers.text(), Part.TEXT);
    }

    /**
     * What joins CLIP's features of pictures and of texts.
     *
     * @throws IllegalStateException if it was not loaded, or the model has none
     */
    public ClipHead head() {
        return loaded(towers.head(), Part.CLIP_HEAD);
    }

    private <T> T loaded(@Nullable T tower, Part part) {
        if (tower == null) {
            throw new IllegalStateException(config.lacks(part)
                    .map(why -> "model " + name + " has no " + part + ": " + why)
                    .orElse("model " + name + " was loaded without " + part + "; name it in LoadOptions.withParts"));
        }
        return tower;
    }

    /** Frees everything; no call may be in progress. */
    @Override
    public void close() {
        resources.close();
    }
}
