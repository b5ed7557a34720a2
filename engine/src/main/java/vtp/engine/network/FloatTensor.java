package vtp.engine.network;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import vtp.engine.config.ModelException;
import vtp.engine.tensor.FiniteCheck;
import vtp.kernels.Bf16;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

/**
 * A tensor of a checkpoint, read as float32 whatever its type. NaN and infinities are refused: one such weight would
 * make every output NaN.
 */
record FloatTensor(Checkpoint checkpoint, TensorInfo info) {

    /** {@link #read(long, int, float[])} of as many elements as {@code target} holds. */
    void read(long first, float[] target) throws IOException {
        read(first, target.length, target);
    }

    /**
     * Puts the {@code count} elements from {@code first} on to the beginning of {@code target}.
     *
     * @throws ModelException if one of them is not finite
     * @throws IOException if the file cannot be read
     */
    void read(long first, int count, float[] target) throws IOException {
        long fromByte = first * info.dtype().bytes();
        switch (info.dtype()) {
            case F32 ->
                checkpoint.copy(info, fromByte, MemorySegment.ofArray(target).asSlice(0, (long) count * Float.BYTES));
            case BF16 -> {
                short[] bits = shorts(fromByte, count);
                for (int i = 0; i < bits.length; i++) {
                    target[i] = Bf16.fromBits(bits[i]);
                }
            }
            case F16 -> {
                short[] bits = shorts(fromByte, count);
                for (int i = 0; i < bits.length; i++) {
                    target[i] = Float.float16ToFloat(bits[i]);
                }
            }
            case F64 -> {
                double[] doubles = new double[count];
                checkpoint.copy(info, fromByte, MemorySegment.ofArray(doubles));
                for (int i = 0; i < doubles.length; i++) {
                    target[i] = (float) doubles[i];
                }
            }
            default ->
                throw new ModelException(
                        info.file(),
                        "tensor " + info.name() + " is " + info.dtype() + "; weights must be F32, F16, BF16 or F64");
        }
        int bad = FiniteCheck.firstNot(target, count);
        if (bad >= 0) {
            throw new ModelException(
                    info.file(),
                    "tensor " + info.name() + " has " + target[bad] + " as element " + (first + bad)
                            + "; weights must be finite: the file is damaged, or its training failed");
        }
    }

    private short[] shorts(long fromByte, int count) throws IOException {
        short[] bits = new short[count];
        checkpoint.copy(info, fromByte, MemorySegment.ofArray(bits));
        return bits;
    }
}
