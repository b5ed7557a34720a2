package vtp.loader.torch;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vtp.loader.Bytes;
import vtp.loader.Dtype;
import vtp.loader.Quote;
import vtp.loader.StoredTensor;

/**
 * A tensor of an open {@link TorchFile}. Its elements are read from the file when they are asked for, row by row
 * whatever order they have there. All methods may be called by several threads at once.
 *
 * @since 0.1.0
 */
public final class TorchTensor implements StoredTensor {
    /** What a view that is not row by row may span to be read at once; a larger one is read run by run. */
    private static final long LARGEST_SPAN_BYTES = 256 << 20;

    private final String file;
    private final String name;
    private final Tensor tensor;
    private final long elementCount;
    /** How many elements lie side by side in the storage, as they do in the tensor, from each multiple of it on. */
    private final long run;
    /** The part of the storage that a transposed view reads, while memory allows. */
    private volatile @Nullable SoftReference<MemorySegment> span;

    TorchTensor(String file, String name, Tensor tensor) {
        this.file = file;
        this.name = name;
        this.tensor = tensor;
        this.elementCount = tensor.storage().dtype().byteSize(tensor.shape()) / dtype().bytes();
        this.run = run(tensor);
    }

    /** Innermost dimensions whose strides are those of an array of their own. */
    private static long run(Tensor tensor) {
        long run = 1;
        for (int i = tensor.shape().size() - 1; i >= 0; i--) {
            long size = tensor.shape().get(i);
            if (size != 1) {
                if (tensor.strides().get(i) != run) {
                    break;
                }
                run *= size;
            }
        }
        return run;
    }

    /** The same tensor by another name. */
    TorchTensor named(String otherName) {
        return new TorchTensor(file, otherName, tensor);
    }

    @Override
    public String file() {
        return file;
    }

    /** Its name: the keys of the dictionaries that it is in, joined by dots. */
    @Override
    public String name() {
        return name;
    }

    @Override
    public Dtype dtype() {
        return tensor.storage().dtype();
    }

    @Override
    public List<Long> shape() {
        return tensor.shape();
    }

    @Override
    public long elementCount() {
        return elementCount;
    }

    @Override
    public void copy(long first, MemorySegment into) throws IOException {
        int bytes = dtype().bytes();
        long count = into.byteSize() / bytes;
        if (count * bytes != into.byteSize()) {
            throw new IllegalArgumentException(into.byteSize() + " bytes are no whole number of " + dtype());
        }
        Objects.checkFromIndexSize(first, count, elementCount);
        if (count == 0) {
            return;
        }
        Bytes storage = tensor.storage().bytes();
        if (run == elementCount) {
            storage.copy((tensor.offset() + first) * bytes, into);
            return;
        }
        long spanElements = place(elementCount - 1) - tensor.offset() + 1;
        if (spanElements * bytes <= LARGEST_SPAN_BYTES) {
            MemorySegment data = span(storage, spanElements * bytes);
            gather(
                    first,
                    count,
                    (place, done, length) -> MemorySegment.copy(
                            data, (place - tensor.offset()) * bytes, into, done * bytes, length * bytes));
        } else if (storage.sequential()) {
            throw new TorchException(
                    TorchException.Kind.TOO_LARGE,
                    file,
                    "tensor " + Quote.of(name) + " is compressed, does not lie row by row, and spans "
                            + spanElements * bytes + " bytes, more than " + LARGEST_SPAN_BYTES
                            + "; save it with .contiguous(), or uncompressed");
        } else {
            gather(
                    first,
                    count,
                    (place, done, length) -> storage.copy(place * bytes, into.asSlice(done * bytes, length * bytes)));
        }
    }

    private MemorySegment span(Bytes storage, long spanBytes) throws IOException {
        SoftReference<MemorySegment> kept = span;
        MemorySegment data = kept == null ? null : kept.get();
        if (data == null) {
            data = MemorySegment.ofArray(new byte[(int) spanBytes]);
            storage.copy(tensor.offset() * dtype().bytes(), data);
            span = new SoftReference<>(data);
        }
        return data;
    }

    /** Copies {@code length} elements from a place in the storage, after {@code done} others. */
    @FunctionalInterface
    private interface Copy {
        void copy(long place, long done, long length) throws IOException;
    }

    private void gather(long first, long count, Copy copy) throws IOException {
        for (long done = 0; done < count; ) {
            long index = first + done;
            long length = Math.min(run - index % run, count - done);
            copy.copy(place(index), done, length);
            done += length;
        }
    }

    /** Where in the storage an element is. */
    private long place(long index) {
        long place = tensor.offset();
        long rest = index;
        for (int i = tensor.shape().size() - 1; i >= 0; i--) {
            long size = tensor.shape().get(i);
            place += rest % size * tensor.strides().get(i);
            rest /= size;
        }
        return place;
    }

    @Override
    public String toString() {
        return name + " " + dtype() + " " + shape();
    }
}
