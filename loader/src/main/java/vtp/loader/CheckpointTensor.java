package vtp.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A tensor of an open {@link Checkpoint}. */
record CheckpointTensor(Checkpoint checkpoint, TensorInfo info) implements StoredTensor {
    @Override
    public String file() {
        return info.file();
    }

    @Override
    public String name() {
        return info.name();
    }

    @Override
    public Dtype dtype() {
        return info.dtype();
    }

    @Override
    public List<Long> shape() {
        return info.shape();
    }

    @Override
    public long elementCount() {
        return info.elementCount();
    }

    @Override
    public void copy(long first, MemorySegment into) throws IOException {
        int bytes = dtype().bytes();
        if (into.byteSize() % bytes != 0) {
            throw new IllegalArgumentException(into.byteSize() + " bytes are no whole number of " + dtype());
        }
        checkpoint.copy(info, first * bytes, into);
    }
}
