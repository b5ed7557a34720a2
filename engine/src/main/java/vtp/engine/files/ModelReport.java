package vtp.engine.files;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import vtp.engine.config.FlopCount;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.engine.network.Network;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.TensorInfo;

/**
 * What there is to know of a model before it is loaded: its checkpoint has been checked against its configuration.
 *
 * @param name what the model is called
 * @param config its architecture
 * @param parameters learned numbers of each part that it has
 * @param dtypes elements of each type in the checkpoint
 * @param fileBytes the size of each file of the checkpoint, by the file's name
 * @param tensors all tensors, in the order of the computation
 * @param latentShape channels, height and width of the latents of a picture of the configuration's size
 * @param encodeFlop floating-point operations to encode one such picture
 * @param decodeFlop and to decode its latents; 0 without a decoder
 * @param promptFlop and those of one prompt; 0 without a text tower
 * @since 0.1.0
 */
public record ModelReport(
        String name,
        VtpConfig config,
        Map<Part, Long> parameters,
        Map<Dtype, Long> dtypes,
        Map<String, Long> fileBytes,
        List<TensorInfo> tensors,
        List<Integer> latentShape,
        long encodeFlop,
        long decodeFlop,
        long promptFlop) {
    /** What a JVM takes beside a model: 128 MB of classes, compiled code and stacks, and a heap of 64 MB. */
    private static final long JVM_BYTES = 192_000_000;

    /** Opens a model, checks it and describes it. */
    public static ModelReport of(ModelSource model) throws IOException {
        try (Checkpoint checkpoint = model.open()) {
            return of(model, checkpoint);
        }
    }

    private static ModelReport of(ModelSource model, Checkpoint checkpoint) {
        VtpConfig config = model.config();
        TensorLayout layout = model.layout();
        List<TensorInfo> tensors = layout.tensors().stream()
                .map(slot -> checkpoint.tensors().get(slot.name()))
                .toList();
        Map<Part, Long> parameters = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            if (!layout.tensors(part).isEmpty()) {
                parameters.put(part, layout.parameters(part));
            }
        }
        Map<Dtype, Long> dtypes = new EnumMap<>(Dtype.class);
        tensors.forEach(tensor -> dtypes.merge(tensor.dtype(), tensor.elementCount(), Math::addExact));
        int side = config.imageSize() / config.patchSize();
        return new ModelReport(
                model.name(),
                config,
                Collections.unmodifiableMap(parameters),
                Collections.unmodifiableMap(dtypes),
                checkpoint.fileSizes(),
                tensors,
                List.of(config.latentChannels(), side, side),
                FlopCount.encode(config, config.imageSize(), config.imageSize()),
                FlopCount.decode(config, side, side),
                FlopCount.prompt(config));
    }

    /** Learned numbers of the whole model. */
    public long allParameters() {
        return parameters.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes of all files of the checkpoint. */
    public long allFileBytes() {
        return fileBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Estimates the memory that a process needs to load the model and to send one picture, or some texts, through it.
     * With {@code -Xmx64m} Small and Base took up to 5 % more or less at their peak, with bfloat16 up to 11 % less. A
     * JVM takes more of its heap if it may; a batch takes as many times the buffers.
     */
    public long memoryBytes(LoadOptions options) {
        return JVM_BYTES + TensorLayout.of(config).weightBytes(options) + Network.bufferBytes(config);
    }
}
