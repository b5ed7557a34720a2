package vtp.datasets;

import java.nio.ByteBuffer;
import vtp.loader.Dtype;
import vtp.loader.FloatRounding;

/** The numbers of shards, in the type that they are stored in. */
final class ShardElements {
    private ShardElements() {}

    /** What PyTorch calls the type, in the shards' metadata. */
    static String torchName(Dtype dtype) {
        return switch (dtype) {
            case F16 -> "torch.float16";
            case BF16 -> "torch.bfloat16";
            default -> "torch.float32";
        };
    }

    /** Appends {@code count} numbers, in the order of bytes that the buffer has. */
    static void put(Dtype dtype, float[] values, int from, int count, ByteBuffer into) {
        for (int i = from; i < from + count; i++) {
            if (dtype == Dtype.F32) {
                into.putFloat(values[i]);
            } else {
                into.putShort(FloatRounding.bits(dtype, values[i]));
            }
        }
    }

    /** Whether all are finite, and the type has room for them. */
    static boolean fit(Dtype dtype, float[] values) {
        for (float value : values) {
            if (Float.isInfinite(FloatRounding.rounded(dtype, value))) {
                return false;
            }
        }
        return true;
    }
}
