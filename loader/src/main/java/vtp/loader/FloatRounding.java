package vtp.loader;

/**
 * Rounds float32 to the types of floats that files are written in: F32 as it is, F16 and BF16 to the nearest, ties to
 * even. NaN stays NaN, and what is too large for F16 or BF16 becomes infinite. {@link FloatReader} is the way back.
 *
 * @since 0.1.0
 */
public final class FloatRounding {
    private static final int QUIET_NAN = 0x400000;

    private FloatRounding() {}

    /** Whether a type is F32, F16 or BF16. */
    public static boolean isSupported(Dtype dtype) {
        return dtype == Dtype.F32 || dtype == Dtype.F16 || dtype == Dtype.BF16;
    }

    /**
     * Returns the two bytes that a file holds.
     *
     * @param half F16 or BF16
     * @throws IllegalArgumentException if it is another type
     */
    public static short bits(Dtype half, float value) {
        return switch (half) {
            case F16 -> Float.floatToFloat16(value);
            case BF16 -> bfloat16(value);
            default -> throw new IllegalArgumentException(half + " is not F16 or BF16");
        };
    }

    /**
     * Returns what a reader of the file will see.
     *
     * @param dtype F32, F16 or BF16
     */
    public static float rounded(Dtype dtype, float value) {
        return switch (dtype) {
            case F32 -> value;
            case F16 -> Float.float16ToFloat(bits(dtype, value));
            default -> Float.intBitsToFloat(bits(dtype, value) << 16);
        };
    }

    /** Whether the type has room for a number: a finite one stays finite. */
    public static boolean fits(Dtype dtype, float value) {
        return Float.isInfinite(value) || !Float.isInfinite(rounded(dtype, value));
    }

    /** The upper half of a float32. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = Float.isNaN(value) ? bits | QUIET_NAN : bits + 0x7fff + (bits >>> 16 & 1);
        return (short) (rounded >>> 16);
    }
}
