package vtp.engine.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.SegmentAllocator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ModelException;
import vtp.engine.config.ParameterSpec;
import vtp.engine.config.WeightType;
import vtp.kernels.Kernels;
import vtp.kernels.PackedLinear;
import vtp.kernels.Workers;
import vtp.loader.StoredTensor;

/**
 * Parameters from a checkpoint: read, checked and packed as they are asked for.
 *
 * <p>Every method throws a {@link ModelException} for a tensor that is missing, of another shape, or holds NaN or
 * infinity, and an {@link IOException} if the file cannot be read.
 *
 * @since 0.1.0
 */
public final class CheckpointParameters implements ParameterSource {
    private final String name;
    private final Map<String, ? extends StoredTensor> tensors;
    private final SegmentAllocator memory;
    private final Workers workers;
    private final int panelColumns;
    private final PackedLinear.Storage storage;

    /**
     * A source whose layers are packed for the kernels of some resources, and live as long as these.
     *
     * @param name what messages call the checkpoint
     * @param tensors by name, of a file that is open
     * @param weights how layers are kept
     */
    public CheckpointParameters(
            String name, Map<String, ? extends StoredTensor> tensors, Resources resources, WeightType weights) {
        this(name, tensors, resources.weights(), resources.workers(), resources.kernels(), Resources.storage(weights));
    }

    /**
     * A source whose layers are packed for some kernels.
     *
     * @param memory keeps them
     * @param workers share the work of packing
     */
    CheckpointParameters(
            String name,
            Map<String, ? extends StoredTensor> tensors,
            SegmentAllocator memory,
            Workers workers,
            Kernels kernels,
            PackedLinear.Storage storage) {
        this.name = name;
        this.tensors = tensors;
        this.memory = memory;
        this.workers = workers;
        this.panelColumns = kernels.panelColumns();
        this.storage = storage;
    }

    @Override
    public PackedLinear linear(ParameterSpec weight, @Nullable ParameterSpec bias, int from, int count)
            throws IOException {
        WeightTensor tensor = tensor(weight);
        int inFeatures = RecordedParameters.inFeatures(weight);
        float[] biases = new float[count];
        if (bias != null) {
            tensor(bias).read(from, biases);
        }
        return pack(
                count,
                inFeatures,
                (first, rows, target) -> {
                    try {
                        tensor.read((long) (from + first) * inFeatures, rows * inFeatures, target);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                biases);
    }

    @Override
    public PackedLinear transposed(ParameterSpec parameter) throws IOException {
        int inFeatures = RecordedParameters.size(parameter, 0);
        int outFeatures = RecordedParameters.size(parameter, 1);
        float[] values = values(parameter);
        return pack(
                outFeatures,
                inFeatures,
                (from, count, target) -> {
                    for (int n = 0; n < count; n++) {
                        for (int k = 0; k < inFeatures; k++) {
                            target[n * inFeatures + k] = values[k * outFeatures + from + n];
                        }
                    }
                },
                new float[outFeatures]);
    }

    private PackedLinear pack(int outFeatures, int inFeatures, PackedLinear.RowReader rows, float[] bias)
            throws IOException {
        try {
            return PackedLinear.pack(memory, workers, panelColumns, storage, outFeatures, inFeatures, rows, bias);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public float[] values(ParameterSpec spec) throws IOException {
        float[] values = new float[Math.toIntExact(spec.elementCount())];
        tensor(spec).read(0, values);
        return values;
    }

    @Override
    public TokenTable table(ParameterSpec spec) throws IOException {
        try {
            return TokenTable.load(tensor(spec), memory, workers);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void unused(ParameterSpec spec) {
        // It is not read.
    }

    private WeightTensor tensor(ParameterSpec spec) throws ModelException {
        StoredTensor stored = tensors.get(spec.name());
        if (stored == null) {
            throw new ModelException(name, "tensor " + spec.name() + " is missing");
        }
        if (!stored.shape().equals(spec.shape())) {
            throw new ModelException(
                    stored.file(), "tensor " + spec.name() + " is " + stored.shape() + ", must be " + spec.shape());
        }
        return new WeightTensor(stored);
    }
}
