package vtp.loader;

import java.util.List;

/**
 * A tensor to be written: what a file's header says of it.
 *
 * @param name any string but {@code __metadata__}
 * @param dtype its element type
 * @param shape its dimensions, none negative; empty for a scalar
 * @since 0.1.0
 */
public record TensorSpec(String name, Dtype dtype, List<Long> shape) {
    /** Copies {@code shape}, and refuses a negative dimension or a size over 2⁶³ − 1 bytes. */
    public TensorSpec {
        shape = List.copyOf(shape);
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("tensor " + Quote.of(name) + ": negative dimension in " + shape);
            }
        }
        dtype.byteSize(shape);
    }

    /** The same with the dimensions spelled out. */
    public static TensorSpec of(String name, Dtype dtype, long... shape) {
        return new TensorSpec(
                name, dtype, java.util.Arrays.stream(shape).boxed().toList());
    }

    /** Bytes of its data. */
    public long byteSize() {
        return dtype.byteSize(shape);
    }
}
