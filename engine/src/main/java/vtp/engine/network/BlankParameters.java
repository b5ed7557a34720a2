package vtp.engine.network;

import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ParameterSpec;
import vtp.kernels.Kernels;
import vtp.kernels.PackedLinear;
import vtp.kernels.Workers;

/** Layers of zeros and vectors of ones, for blocks that run without a checkpoint. */
final class BlankParameters implements ParameterSource {
    private final SegmentAllocator memory;
    private final Workers workers;
    private final int panelColumns;

    /** @param memory keeps the layers */
    BlankParameters(SegmentAllocator memory, Workers workers, Kernels kernels) {
        this.memory = memory;
        this.workers = workers;
        this.panelColumns = kernels.panelColumns();
    }

    @Override
    public PackedLinear linear(ParameterSpec weight, @Nullable ParameterSpec bias, int from, int count) {
        return zeros(count, RecordedParameters.inFeatures(weight));
    }

    @Override
    public PackedLinear transposed(ParameterSpec parameter) {
        return zeros(RecordedParameters.size(parameter, 1), RecordedParameters.size(parameter, 0));
    }

    @Override
    public float[] values(ParameterSpec tensor) {
        float[] ones = new float[Math.toIntExact(tensor.elementCount())];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public TokenTable table(ParameterSpec tensor) {
        return TokenTable.zeros(RecordedParameters.size(tensor, 1));
    }

    @Override
    public void unused(ParameterSpec tensor) {
        // It is not made.
    }

    private PackedLinear zeros(int outFeatures, int inFeatures) {
        return PackedLinear.pack(
                memory,
                workers,
                panelColumns,
                PackedLinear.Storage.F32,
                outFeatures,
                inFeatures,
                (first, rows, target) -> {},
                new float[outFeatures]);
    }
}
