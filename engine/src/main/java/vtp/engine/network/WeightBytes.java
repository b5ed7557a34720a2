package vtp.engine.network;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ParameterSpec;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.kernels.Kernels;
import vtp.kernels.PackedLinear;
import vtp.kernels.ScalarKernels;

/** Counts what the tensors that constructors ask for take in memory; the filling of panels, under 1 %, is left out. */
final class WeightBytes implements ParameterSource {
    private final RecordedParameters shapes = new RecordedParameters();
    private final PackedLinear.Storage storage;
    private long bytes;

    private WeightBytes(PackedLinear.Storage storage) {
        this.storage = storage;
    }

    /** The bytes of some parts of an architecture, its tables being those of a float32 checkpoint. */
    static long of(VtpConfig config, Set<Part> parts, PackedLinear.Storage storage) {
        WeightBytes counter = new WeightBytes(storage);
        try (Kernels none = new ScalarKernels();
                ScratchPool pool = new ScratchPool()) {
            Towers.of(config, parts, counter, pool, none);
        } catch (IOException e) {
            throw new AssertionError("nothing is read", e);
        }
        return counter.bytes;
    }

    @Override
    public PackedLinear linear(ParameterSpec weight, @Nullable ParameterSpec bias, int from, int count) {
        bytes += (long) count * RecordedParameters.inFeatures(weight) * storage.bytes() + (long) count * Float.BYTES;
        return shapes.linear(weight, bias, from, count);
    }

    @Override
    public PackedLinear transposed(ParameterSpec parameter) {
        bytes += parameter.elementCount() * storage.bytes();
        return shapes.transposed(parameter);
    }

    @Override
    public float[] values(ParameterSpec tensor) {
        bytes += tensor.elementCount() * Float.BYTES;
        return shapes.values(tensor);
    }

    @Override
    public TokenTable table(ParameterSpec tensor) {
        bytes += tensor.elementCount() * Float.BYTES;
        return shapes.table(tensor);
    }

    @Override
    public void unused(ParameterSpec tensor) {
        // It is not kept.
    }
}
