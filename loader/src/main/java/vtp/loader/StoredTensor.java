package vtp.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A tensor in an open file, whatever format the file has. Nothing of it is read before it is asked for. All methods may
 * be called by several threads at once.
 *
 * @since 0.1.0
 */
public interface StoredTensor {
    /** The file that holds it, as messages name it. */
    String file();

    /** Its name, any string; never a path. */
    String name();

    /** Its element type. */
    Dtype dtype();

    /** Its dimensions, none negative; empty for a scalar. */
    List<Long> shape();

    /** Number of elements; 1 for a scalar, 0 if a dimension is 0. */
    long elementCount();

    /** Bytes of its elements, row by row; those in the file may be fewer or more. */
    default long byteSize() {
        return elementCount() * dtype().bytes();
    }

    /** Reads its elements as Java numbers. */
    default FloatReader reader() {
        int bytes = dtype().bytes();
        return FloatReader.of(file(), name(), dtype(), elementCount(), (from, into) -> copy(from / bytes, into));
    }

    /**
     * Copies elements, little-endian, in the order of the tensor's rows.
     *
     * @param first the first element to copy
     * @param into where to; its length says how many
     * @throws IllegalArgumentException if that is no whole number of elements
     * @throws IndexOutOfBoundsException if the tensor has not that many
     * @throws LoaderException if the file is damaged, has been cut short since, cannot be read, or was closed
     */
    void copy(long first, MemorySegment into) throws IOException;
}
