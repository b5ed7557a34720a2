package vtp.engine.network;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ParameterSpec;
import vtp.kernels.Kernels;
import vtp.kernels.PackedLinear;
import vtp.kernels.ScalarKernels;

/** Records what constructors ask for, and gives them layers of the right shape without weights, and zeros. */
final class RecordedParameters implements ParameterSource {
    private final Map<String, ParameterSpec> asked = new LinkedHashMap<>();
    /** By their length. All share them: a network of a thousand blocks that is only described costs no memory. */
    private final Map<Integer, float[]> zeros = new HashMap<>();

    private long packedElements;
    private long otherElements;

    /** Records what a network's constructors ask for. */
    static ParameterRecord of(NetworkConstructor network) {
        RecordedParameters record = new RecordedParameters();
        try (Kernels none = new ScalarKernels();
                ScratchPool pool = new ScratchPool()) {
            network.construct(record, pool, none);
        } catch (IOException e) {
            throw new AssertionError("nothing is read", e);
        }
        return new ParameterRecord(List.copyOf(record.asked.values()), record.packedElements, record.otherElements);
    }

    @Override
    public PackedLinear linear(ParameterSpec weight, @Nullable ParameterSpec bias, int from, int count) {
        add(weight);
        if (bias != null) {
            add(bias);
        }
        packedElements += (long) count * inFeatures(weight);
        otherElements += count;
        return PackedLinear.withoutWeights(count, inFeatures(weight));
    }

    @Override
    public PackedLinear transposed(ParameterSpec parameter) {
        add(parameter);
        packedElements += parameter.elementCount();
        return PackedLinear.withoutWeights(size(parameter, 1), size(parameter, 0));
    }

    @Override
    public float[] values(ParameterSpec tensor) {
        add(tensor);
        otherElements += tensor.elementCount();
        return zeros.computeIfAbsent(Math.toIntExact(tensor.elementCount()), float[]::new);
    }

    @Override
    public TokenTable table(ParameterSpec tensor) {
        add(tensor);
        otherElements += tensor.elementCount();
        return TokenTable.zeros(size(tensor, 1));
    }

    @Override
    public void unused(ParameterSpec tensor) {
        add(tensor);
    }

    /** The inputs of a weight (out, in …). */
    static int inFeatures(ParameterSpec weight) {
        return Math.toIntExact(weight.elementCount() / weight.shape().get(0));
    }

    static int size(ParameterSpec tensor, int dimension) {
        return Math.toIntExact(tensor.shape().get(dimension));
    }

    private void add(ParameterSpec tensor) {
        asked.put(tensor.name(), tensor);
    }
}
