package vtp.kernels;

/**
 * bfloat16: the upper half of a float32 (1 sign, 8 exponent, 7 fraction bits).
 *
 * @since 0.1.0
 */
public final class Bf16 {

    private Bf16() {}

    /** Returns the bits of {@code x} rounded to bfloat16, to nearest, ties to even; NaN stays NaN. */
    public static short toBits(float x) {
        int bits = Float.floatToRawIntBits(x);
        if (Float.isNaN(x)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    /** Returns the float32 with the bfloat16 bits {@code bits}: exact. */
    public static float fromBits(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** Returns {@code x} rounded to bfloat16, to nearest, ties to even, as a float32. */
    public static float round(float x) {
        return fromBits(toBits(x));
    }
}
