package vtp.loader.torch;

import java.io.IOException;
import vtp.loader.Bytes;
import vtp.loader.Dtype;

/**
 * A run of elements of one type in a file, which tensors share.
 *
 * @param dtype the type of its elements
 * @param key its name in the file
 * @param elements how many it has; their bytes can be counted in 64 bits
 * @param home where its bytes are
 */
record Storage(Dtype dtype, String key, long elements, Home home) {
    /** Finds the bytes of storages. */
    @FunctionalInterface
    interface Home {
        /** The bytes of a storage, as many as its elements need. */
        Bytes open(Storage storage) throws IOException;
    }

    /** Its length in the file. */
    long byteSize() {
        return elements * dtype.bytes();
    }

    Bytes bytes() throws IOException {
        return home.open(this);
    }
}
