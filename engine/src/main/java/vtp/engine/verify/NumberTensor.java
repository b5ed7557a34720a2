package vtp.engine.verify;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import vtp.engine.config.ModelException;
import vtp.kernels.Bf16;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

/** A tensor of a golden as float64, whatever its type of number. */
public final class NumberTensor {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;

    private NumberTensor() {}

    public static double[] read(Checkpoint tensors, TensorInfo info) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(Math.max(1, info.byteSize()), Double.BYTES);
            tensors.copy(info, 0, data.asSlice(0, info.byteSize()));
            double[] values = new double[Math.toIntExact(info.elementCount())];
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (info.dtype()) {
                    case U8 -> data.get(ValueLayout.JAVA_BYTE, i) & 0xff;
                    case I32 -> data.getAtIndex(ValueLayout.JAVA_INT, i);
                    case I64 -> data.getAtIndex(ValueLayout.JAVA_LONG, i);
                    case F16 -> Float.float16ToFloat(data.getAtIndex(SHORT, i));
                    case BF16 -> Bf16.fromBits(data.getAtIndex(SHORT, i));
                    case F32 -> data.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    case F64 -> data.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
                    default ->
                        throw new ModelException(
                                info.file(), "tensor " + info.name() + " is " + info.dtype() + ", which no golden has");
                };
            }
            return values;
        }
    }
}
