package vtp.cli.file;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import vtp.loader.Dtype;
import vtp.loader.FloatRounding;

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
            if (!FloatRounding.fits(dtype, values[i])) {
                throw new IllegalArgumentException(what.get() + " holds " + values[i] + ", which " + dtype
                        + " has no room for; use " + (this == F16 ? "bf16 or f32" : "f32"));
            }
            bits[i] = FloatRounding.bits(dtype, values[i]);
        }
        return MemorySegment.ofArray(bits);
    }
}
