package vtp.loader;

import java.util.List;

/**
 * A tensor in a file: what it is and where its data lies.
 *
 * @param name its name, any string; never a path
 * @param dtype its element type
 * @param shape its dimensions, none negative; empty for a scalar
 * @param file the file that holds it, as messages name it
 * @param beginBytes where its data begins, counted from the file's first byte; not aligned to anything
 * @param byteSize length of its data
 * @since 0.1.0
 */
public record TensorInfo(String name, Dtype dtype, List<Long> shape, String file, long beginBytes, long byteSize) {
    /** Number of elements; 1 for a scalar, 0 if a dimension is 0. */
    public long elementCount() {
        return byteSize / dtype.bytes();
    }
}
