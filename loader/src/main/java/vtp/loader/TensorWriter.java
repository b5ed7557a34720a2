package vtp.loader;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes tensors to a safetensors or npy file, or to a stream, without having them all in memory: they are declared
 * first, then their data is given in the same order, in pieces of any size.
 *
 * <pre>{@code
 * List<TensorSpec> tensors = List.of(TensorSpec.of("latents", Dtype.F32, 1, 64, 16, 16));
 * try (TensorWriter writer = TensorWriter.safetensors(AtomicFile.open(path, Existing.REPLACE), tensors, Map.of())) {
 *     writer.write(MemorySegment.ofArray(latents));
 *     writer.finish();
 * }
 * }</pre>
 *
 * <p>Without {@link #finish} no file appears. One thread at a time.
 *
 * @since 0.1.0
 */
public final class TensorWriter implements AutoCloseable {
    private static final long BUFFER_BYTES = 1 << 20;
    private static final long LARGEST_WRITE_BYTES = 64 << 20;

    private final WritableByteChannel channel;
    private final @Nullable AtomicFile file;
    private final @Nullable OutputStream stream;
    private final List<TensorSpec> tensors;
    private final long totalBytes;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 64);
    private long bufferedBytes;
    private long givenBytes;

    private TensorWriter(AtomicFile file, List<TensorSpec> tensors) {
        this.channel = file.channel();
        this.file = file;
        this.stream = null;
        this.tensors = List.copyOf(tensors);
        this.totalBytes = totalBytes(tensors);
    }

    private TensorWriter(OutputStream stream, List<TensorSpec> tensors) {
        this.channel = Channels.newChannel(stream);
        this.file = null;
        this.stream = stream;
        this.tensors = List.copyOf(tensors);
        this.totalBytes = totalBytes(tensors);
    }

    /**
     * Begins a safetensors file.
     *
     * @param file where to; {@link #finish} commits it and {@link #close} closes it, as does a failure here
     * @param tensors what follows, in this order
     * @param metadata {@code __metadata__}, in the map's order; if empty, none is written
     * @throws IllegalArgumentException if a name is there twice or is no valid text, or the header gets too long
     */
    public static TensorWriter safetensors(AtomicFile file, List<TensorSpec> tensors, Map<String, String> metadata)
            throws IOException {
        return begin(file, tensors, () -> SafetensorsHeader.format(tensors, metadata));
    }

    /** The same to a stream, which is flushed at the end but not closed. */
    public static TensorWriter safetensors(OutputStream stream, List<TensorSpec> tensors, Map<String, String> metadata)
            throws IOException {
        byte[] header = SafetensorsHeader.format(tensors, metadata);
        return new TensorWriter(stream, tensors).put(MemorySegment.ofArray(header));
    }

    /**
     * Begins an npy file of version 1.0, in C order.
     *
     * @param file as for {@link #safetensors(AtomicFile, List, Map)}
     * @param dtype any but BF16 and those of 8 bits with an exponent, which NumPy does not have
     * @param shape at most 32 dimensions
     * @throws IllegalArgumentException for another dtype or more dimensions
     */
    public static TensorWriter npy(AtomicFile file, Dtype dtype, List<Long> shape) throws IOException {
        return begin(file, List.of(new TensorSpec("array", dtype, shape)), () -> NpyHeader.format(dtype, shape));
    }

    /** The same to a stream, which is flushed at the end but not closed. */
    public static TensorWriter npy(OutputStream stream, Dtype dtype, List<Long> shape) throws IOException {
        byte[] header = NpyHeader.format(dtype, shape);
        List<TensorSpec> array = List.of(new TensorSpec("array", dtype, shape));
        return new TensorWriter(stream, array).put(MemorySegment.ofArray(header));
    }

    private static TensorWriter begin(AtomicFile file, List<TensorSpec> tensors, Supplier<byte[]> header)
            throws IOException {
        try {
            return new TensorWriter(file, tensors).put(MemorySegment.ofArray(header.get()));
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    private static long totalBytes(List<TensorSpec> tensors) {
        return tensors.stream().mapToLong(TensorSpec::byteSize).reduce(0, Math::addExact);
    }

    /**
     * Writes the next bytes, little-endian: of the rest of the current tensor, and of the following ones if it is
     * longer.
     *
     * @throws IllegalArgumentException if that is more than was declared
     */
    public void write(MemorySegment data) throws IOException {
        if (data.byteSize() > totalBytes - givenBytes) {
            throw new IllegalArgumentException(
                    "declared " + totalBytes + " bytes of data, but given " + (givenBytes + data.byteSize()));
        }
        givenBytes += data.byteSize();
        put(data);
    }

    /**
     * Ends the file and puts it in its place.
     *
     * @throws IllegalStateException if data is missing
     */
    public void finish() throws IOException {
        if (givenBytes < totalBytes) {
            throw new IllegalStateException("data ends within " + current());
        }
        flushBuffer();
        if (file != null) {
            file.commit();
        }
        if (stream != null) {
            stream.flush();
        }
    }

    private String current() {
        long end = 0;
        for (TensorSpec tensor : tensors) {
            end += tensor.byteSize();
            if (givenBytes < end) {
                return "tensor " + Quote.of(tensor.name()) + ", " + (end - givenBytes) + " bytes before its end";
            }
        }
        return "no tensor";
    }

    /** Small pieces go through the buffer, large ones straight to the channel if they lie outside the heap. */
    private TensorWriter put(MemorySegment data) throws IOException {
        boolean straight = data.isNative() && data.byteSize() >= BUFFER_BYTES;
        for (long done = 0; done < data.byteSize(); ) {
            if (straight || bufferedBytes == BUFFER_BYTES) {
                flushBuffer();
            }
            long room = straight ? LARGEST_WRITE_BYTES : BUFFER_BYTES - bufferedBytes;
            MemorySegment piece = data.asSlice(done, Math.min(room, data.byteSize() - done));
            if (straight) {
                drain(piece);
            } else {
                MemorySegment.copy(piece, 0, buffer, bufferedBytes, piece.byteSize());
                bufferedBytes += piece.byteSize();
            }
            done += piece.byteSize();
        }
        return this;
    }

    private void flushBuffer() throws IOException {
        drain(buffer.asSlice(0, bufferedBytes));
        bufferedBytes = 0;
    }

    private void drain(MemorySegment piece) throws IOException {
        ByteBuffer bytes = piece.asByteBuffer();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Gives up what is not finished: no file appears. A stream is left as it is. */
    @Override
    public void close() throws IOException {
        if (arena.scope().isAlive()) {
            arena.close();
        }
        if (file != null) {
            file.close();
        }
    }
}
