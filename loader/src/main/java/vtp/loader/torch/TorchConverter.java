package vtp.loader.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import vtp.loader.AtomicFile;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

/**
 * Writes tensors of a PyTorch file to a safetensors file: types and values as they are, in their order, row by row.
 * Storages that tensors share are written once for each.
 *
 * @since 0.1.0
 */
public final class TorchConverter {
    private static final long PIECE_BYTES = 1 << 22;
    /** A tensor whose strides are 0 has many elements in few bytes: a few such are no fault, a full disk is. */
    private static final long MOST_GROWTH = 64;

    private static final long SMALL_BYTES = 64 << 20;

    private TorchConverter() {}

    /**
     * Converts; without an error the file is in its place.
     *
     * @param source whose tensors they are
     * @param tensors by the names to write, {@link TorchFile#tensors} or {@link TorchFile#weights}
     * @param file where to; it is closed, whatever happens
     * @param metadata {@code __metadata__}; if empty, none is written
     * @throws TorchException if they would be {@value #MOST_GROWTH} times as large as their file
     * @throws vtp.loader.LoaderException if the source cannot be read, or the file cannot be written
     * @throws IllegalArgumentException if a tensor is called {@code __metadata__}
     */
    public static void convert(
            TorchFile source, Map<String, TorchTensor> tensors, AtomicFile file, Map<String, String> metadata)
            throws IOException {
        try (file) {
            requireSize(source, tensors.values());
            List<TensorSpec> specs = tensors.entrySet().stream()
                    .map(entry -> new TensorSpec(
                            entry.getKey(),
                            entry.getValue().dtype(),
                            entry.getValue().shape()))
                    .toList();
            try (TensorWriter writer = TensorWriter.safetensors(file, specs, metadata);
                    Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(PIECE_BYTES, 64);
                for (TorchTensor tensor : tensors.values()) {
                    copy(tensor, buffer, writer);
                }
                writer.finish();
            }
        }
    }

    private static void requireSize(TorchFile source, Collection<TorchTensor> tensors) throws TorchException {
        long bytes = 0;
        for (TorchTensor tensor : tensors) {
            bytes = Math.min(Long.MAX_VALUE / 2, bytes) + Math.min(Long.MAX_VALUE / 2, tensor.byteSize());
        }
        if (bytes > SMALL_BYTES && bytes / MOST_GROWTH > source.fileBytes()) {
            throw new TorchException(
                    TorchException.Kind.TOO_LARGE,
                    source.name(),
                    "has " + source.fileBytes() + " bytes, but its tensors would need " + bytes
                            + ": expanded views; save them with .contiguous()");
        }
    }

    private static void copy(TorchTensor tensor, MemorySegment buffer, TensorWriter writer) throws IOException {
        long most = buffer.byteSize() / tensor.dtype().bytes();
        for (long done = 0; done < tensor.elementCount(); done += most) {
            long bytes = Math.min(most, tensor.elementCount() - done)
                    * tensor.dtype().bytes();
            MemorySegment piece = buffer.asSlice(0, bytes);
            tensor.copy(done, piece);
            writer.write(piece);
        }
    }
}
