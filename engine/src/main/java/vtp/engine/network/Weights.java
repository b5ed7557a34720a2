package vtp.engine.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.SegmentAllocator;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ModelException;
import vtp.kernels.Kernels;
import vtp.kernels.PackedLinear;
import vtp.kernels.Workers;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

/**
 * Hands out a checkpoint's tensors by name, in the form that the layers want them.
 *
 * <p>The checkpoint has been validated against its layout: the names and shapes asked for here exist. Every method
 * throws a {@link ModelException} for a weight that is NaN or infinite, and an {@link IOException} if the file cannot
 * be read.
 */
public final class Weights {
    private final Checkpoint checkpoint;
    private final SegmentAllocator memory;
    private final Workers workers;
    private final int panelColumns;
    private final PackedLinear.Storage storage;

    Weights(
            Checkpoint checkpoint,
            SegmentAllocator memory,
            Workers workers,
            Kernels kernels,
            PackedLinear.Storage storage) {
        this.checkpoint = checkpoint;
        this.memory = memory;
        this.workers = workers;
        this.panelColumns = kernels.panelColumns();
        this.storage = storage;
    }

    /** The layer with {@code <layer>.weight} and {@code <layer>.bias}. */
    PackedLinear linear(String layer) throws IOException {
        return linear(layer + ".weight", layer + ".bias");
    }

    /**
     * The layer of a weight (out, in…), whose dimensions after the first count as one, and a bias (out) if there is
     * one.
     */
    PackedLinear linear(String weight, @Nullable String bias) throws IOException {
        return linear(weight, bias, 0, Math.toIntExact(info(weight).shape().get(0)));
    }

    /** The layer of the outputs {@code from} to {@code from + count} alone. */
    PackedLinear linear(String weight, @Nullable String bias, int from, int count) throws IOException {
        FloatTensor tensor = tensor(weight);
        int inFeatures = Math.toIntExact(
                tensor.info().elementCount() / tensor.info().shape().get(0));
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

    /** The layer x · P of a parameter P (in, out). */
    PackedLinear transposed(String parameter) throws IOException {
        int inFeatures = Math.toIntExact(info(parameter).shape().get(0));
        int outFeatures = Math.toIntExact(info(parameter).shape().get(1));
        float[] values = vector(parameter);
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

    /** All elements of a tensor, row-major. */
    float[] vector(String name) throws IOException {
        FloatTensor tensor = tensor(name);
        float[] values = new float[Math.toIntExact(tensor.info().elementCount())];
        tensor.read(0, values);
        return values;
    }

    /** A table (rows, columns) of which few rows will be read, kept as it is in the file. */
    TokenTable table(String name) throws IOException {
        try {
            return TokenTable.load(tensor(name), memory, workers);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private FloatTensor tensor(String name) throws IOException {
        return new FloatTensor(checkpoint, info(name));
    }

    private TensorInfo info(String name) throws ModelException {
        TensorInfo info = checkpoint.tensors().get(name);
        if (info == null) {
            throw new ModelException(checkpoint.name(), "tensor " + name + " is missing");
        }
        return info;
    }
}
