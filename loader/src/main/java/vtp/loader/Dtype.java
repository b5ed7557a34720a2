package vtp.loader;

import java.util.List;
import java.util.Optional;

/**
 * The element type of a tensor in a file, named as safetensors names it. All are stored little-endian.
 *
 * @since 0.1.0
 */
public enum Dtype {
    BOOL(1),
    U8(1),
    I8(1),
    F8_E5M2(1),
    F8_E4M3(1),
    I16(2),
    U16(2),
    F16(2),
    BF16(2),
    I32(4),
    U32(4),
    F32(4),
    I64(8),
    U64(8),
    F64(8);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether {@link FloatReader#floats} reads it: F32, F16, BF16 or F64. */
    public boolean isFloat() {
        return switch (this) {
            case F16, BF16, F32, F64 -> true;
            default -> false;
        };
    }

    /** Whether {@link FloatReader#longs} reads it: BOOL, or an integer that a signed 64-bit number holds. */
    public boolean isInteger() {
        return switch (this) {
            case BOOL, U8, I8, I16, U16, I32, U32, I64 -> true;
            default -> false;
        };
    }

    /**
     * Bytes of a tensor of this type: the product of its dimensions (1 for a scalar's empty shape) times
     * {@link #bytes()}.
     *
     * @param shape its dimensions, none negative
     * @throws ArithmeticException if a product, taken from left to right, exceeds 2⁶³ − 1
     */
    public long byteSize(List<Long> shape) {
        long elements = 1;
        for (long dimension : shape) {
            elements = Math.multiplyExact(elements, dimension);
        }
        return Math.multiplyExact(elements, bytes);
    }

    /** The type of this exact name; empty if there is none. */
    static Optional<Dtype> named(String name) {
        for (Dtype dtype : values()) {
            if (dtype.name().equals(name)) {
                return Optional.of(dtype);
            }
        }
        return Optional.empty();
    }
}
