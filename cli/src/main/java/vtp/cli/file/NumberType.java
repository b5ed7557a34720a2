package vtp.cli.file;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import vtp.loader.Dtype;

/** The type of number that results are written in, rounded to nearest even. */
public enum NumberType {
    /** As they are computed. */
    F32(Dtype.F32),
    /** Half the bytes: eleven bits, up to 65504. */
    F16(Dtype.F16),
    /** Half the bytes: eight bits, the range of float32. */
    BF16(Dtype.BF16);

    private final Dtype dtype;

    NumberType(Dtype dtype) {
        this.dtype = dtype;
    }

    /** What files call it. */
    public Dtype dtype() {
        return dtype;
    }

    /**
     * The numbers in this type, little-endian on the machines that we know.
     *
     * @throws IllegalArgumentException if one is too large for it
     */
    MemorySegment bytes(float[] values, Supplier<String> what) {
        if (this == F32) {
            return MemorySegment.ofArray(values);
        }
        short[] bits = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = this == F16 ? Float.floatToFloat16(values[i]) : bfloat16(values[i]);
            if (this == F16 && Math.abs(Float.float16ToFloat(bits[i])) > 65504) {
                throw new IllegalArgumentException(
                        what.get() + " holds " + values[i] + ", which F16 has no room for; use bf16 or f32");
            }
        }
        return MemorySegment.ofArray(bits);
    }

    /** The upper half of a float32, rounded to nearest even; NaN stays NaN. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = Float.isNaN(value) ? bits | 0x400000 : bits + 0x7fff + (bits >>> 16 & 1);
        return (short) (rounded >>> 16);
    }
}
