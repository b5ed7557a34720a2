package vtp.engine.network;

import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ClipConfig;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.config.WeightType;
import vtp.engine.files.CheckpointFiles;
import vtp.engine.files.TensorLayout;
import vtp.kernels.HugePages;
import vtp.kernels.Kernels;
import vtp.kernels.PackedLinear;
import vtp.kernels.Workers;
import vtp.loader.Checkpoint;

/**
 * The towers of a model that were asked for, and what they run on: threads, weights and buffers.
 */
public final class Network implements AutoCloseable {
    private final String name;
    private final VtpConfig config;
    private final Workers workers;
    private final Kernels kernels;
    private final HugePages memory;
    private final ScratchPool pool = new ScratchPool();
    private final @Nullable ImageEncoder encoder;
    private final @Nullable PixelDecoder decoder;
    private final @Nullable TextTower text;
    private final @Nullable ClipHead head;

    /**
     * Reads and packs the weights.
     *
     * @param makeKernels makes the kernels that share the workers given to it
     */
    public Network(CheckpointFiles files, LoadOptions options, Function<Workers, Kernels> makeKernels)
            throws IOException {
        name = files.name();
        config = files.config();
        workers = new Workers(options.threads());
        kernels = makeKernels.apply(workers);
        memory = new HugePages(bytes(files.layout(), options));
        Thread warmUp = WarmUp.start(options, config, makeKernels);
        try (Checkpoint checkpoint = files.open()) {
            Weights weights = new Weights(checkpoint, memory, workers, kernels, storage(options));
            ClipConfig clip = config.clip().orElse(null);
            VitConfig pixels = config.decoder().orElse(null);
            encoder = options.has(Part.TRUNK)
                    ? new ImageEncoder(config, new VisionTrunk(config, weights, pool, kernels))
                    : null;
            decoder = options.has(Part.DECODER) && pixels != null
                    ? new PixelDecoder(pixels, config.latentChannels(), weights, pool, kernels)
                    : null;
            text = options.has(Part.TEXT) && clip != null ? new TextTower(clip.text(), weights, pool, kernels) : null;
            head = options.has(Part.CLIP_HEAD) && clip != null ? new ClipHead(clip, weights, pool, kernels) : null;
            join(warmUp);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private static long bytes(TensorLayout layout, LoadOptions options) {
        return options.parts().stream().mapToLong(layout::parameters).sum()
                * storage(options).bytes();
    }

    private static PackedLinear.Storage storage(LoadOptions options) {
        return options.weights() == WeightType.BF16 ? PackedLinear.Storage.BF16 : PackedLinear.Storage.F32;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public ImageEncoder encoder() {
        return loaded(encoder, true, Part.TRUNK);
    }

    public PixelDecoder decoder() {
        return loaded(decoder, config.decoder().isPresent(), Part.DECODER);
    }

    public TextTower text() {
        return loaded(text, config.clip().isPresent(), Part.TEXT);
    }

    public ClipHead head() {
        return loaded(head, config.clip().isPresent(), Part.CLIP_HEAD);
    }

    private <T> T loaded(@Nullable T tower, boolean exists, Part part) {
        if (tower == null) {
            throw new IllegalStateException(
                    exists
                            ? "model " + name + " was loaded without " + part + "; name it in LoadOptions.withParts"
                            : "model " + name + " has no " + part + ": its config.json sets "
                                    + (part == Part.DECODER ? "train_reconstruction" : "train_clip") + " to false");
        }
        return tower;
    }

    @Override
    public void close() {
        workers.close();
        kernels.close();
        pool.close();
        memory.close();
    }
}
