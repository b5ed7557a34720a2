package vtp.datasets;

import java.nio.ByteBuffer;
import vtp.loader.Dtype;

/** Rounds float32 to what shards hold: F32 as it is, F16 and BF16 to the nearest, ties to even. */
final class ShardElements {
    private ShardElements() {}

    static boolean isSupported(Dtype dtype) {
        return dtype == Dtype.F32 || dtype == Dtype.F16 || dtype == Dtype.BF16;
    }

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
            float value = values[i];
            switch (dtype) {
                case F16 -> into.putShort(Float.floatToFloat16(value));
                case BF16 -> into.putShort(bfloat16(value));
                default -> into.putFloat(value);
            }
        }
    }

    /** Whether the type has room for all of them. */
    static boolean fit(Dtype dtype, float[] values) {
        for (float value : values) {
            if (Float.isInfinite(rounded(dtype, value))) {
                return false;
            }
        }
        return true;
    }

    /** What a reader of the shard will see. */
    static float rounded(Dtype dtype, float value) {
        return switch (dtype) {
            case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
            case BF16 -> Float.intBitsToFloat(bfloat16(value) << 16);
            default -> value;
        };
    }

    /** The upper half of a finite float32, rounded. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
