package vtp.engine.network;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ParameterSpec;
import vtp.engine.config.Part;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.config.WeightType;
import vtp.kernels.Kernels;
import vtp.kernels.PackedLinear;
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
     * @param makeKernels makes the kernels that share the workers given to it
     * @throws vtp.engine.config.ModelException if a weight is not as the configuration calls for, or not finite
     * @throws IOException if the checkpoint cannot be read
     */
    public Network(
            String name, VtpConfig config, Opener weights, LoadOptions options, Function<Workers, Kernels> makeKernels)
            throws IOException {
        this.name = name;
        this.config = config;
        PackedLinear.Storage storage = storage(options.weights());
        long weightBytes = weightBytes(config, options);
        MemoryLimit.check(name, weightBytes);
        resources = new Resources(options.threads(), weightBytes, makeKernels);
        try {
            Thread warmUp = WarmUp.start(options, config, makeKernels);
            towers = towers(weights, storage, options);
            join(warmUp);
        } catch (Throwable e) {
            resources.close();
            throw e;
        }
    }

    private Towers towers(Opener weights, PackedLinear.Storage storage, LoadOptions options) throws IOException {
        try (Checkpoint checkpoint = weights.open()) {
            ParameterSource source = new CheckpointParameters(
                    checkpoint, resources.weights(), resources.workers(), resources.kernels(), storage);
            return Towers.of(config, options.parts(), source, resources.buffers(), resources.kernels());
        }
    }

    /** The tensors that an architecture calls for, all parts of it, in the order of the computation. */
    public static List<ParameterSpec> parameters(VtpConfig config) {
        return RecordedParameters.of(config);
    }

    /** The bytes of memory that the weights of an architecture take, once they are loaded. */
    public static long weightBytes(VtpConfig config, LoadOptions options) {
        return WeightBytes.of(config, options.parts(), storage(options.weights()));
    }

    /** The bytes of the buffers through which one picture of the configuration's size goes, with the widest tower. */
    public static long bufferBytes(VtpConfig config) {
        long side = config.imageSize() / config.patchSize();
        int width = Math.max(
                config.trunk().width(), config.decoder().map(VitConfig::width).orElse(0));
        return (1 + side * side) * Scratch.WIDTHS * width * Float.BYTES;
    }

    private static PackedLinear.Storage storage(WeightType type) {
        return type == WeightType.BF16 ? PackedLinear.Storage.BF16 : PackedLinear.Storage.F32;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
