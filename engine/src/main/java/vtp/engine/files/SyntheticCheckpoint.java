package vtp.engine.files;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import vtp.engine.config.ParameterSpec;
import vtp.engine.config.VtpConfig;
import vtp.loader.AtomicFile;
import vtp.loader.AtomicFile.Existing;
import vtp.loader.CheckpointFiles;
import vtp.loader.StoredTensor;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

/**
 * Checkpoints of any architecture with made-up weights, in the layout and the types of the released ones: real sizes
 * for benchmarks and tests without a download. The same name and shape have the same values everywhere.
 *
 * @since 0.1.0
 */
public final class SyntheticCheckpoint {
    private static final long PIECE_BYTES = 64 << 20;
    /** As PyTorch writes it, and the Transformers library wants it. */
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private SyntheticCheckpoint() {}

    /**
     * Writes {@code config.json} and {@code model.safetensors}, replacing what is there; the weights appear last, and
     * whole.
     *
     * @param config the architecture
     * @param configJson the bytes that it was read from, which are copied
     * @param folder where to; made if it does not exist
     * @param written is told the bytes of weights written so far, of {@link #byteSize} in all
     */
    public static void write(VtpConfig config, byte[] configJson, Path folder, LongConsumer written)
            throws IOException {
        Files.createDirectories(folder);
        try (AtomicFile file = AtomicFile.open(folder.resolve(CheckpointFiles.CONFIG), Existing.REPLACE)) {
            file.stream().write(configJson);
            file.commit();
        }
        List<SyntheticTensor> tensors = tensors(TensorLayout.of(config).tensors());
        AtomicFile file = AtomicFile.open(folder.resolve(CheckpointFiles.WEIGHTS), Existing.REPLACE);
        try (TensorWriter writer = TensorWriter.safetensors(file, specs(tensors), METADATA)) {
            write(tensors, writer, written);
        }
    }

    /** The same as the bytes of a {@code model.safetensors}, off the heap, as long as the segment is in use. */
    public static MemorySegment bytes(VtpConfig config) {
        return bytes(TensorLayout.of(config).tensors());
    }

    /** The same of any network: of the tensors that its constructors ask for. */
    public static MemorySegment bytes(List<ParameterSpec> parameters) {
        List<SyntheticTensor> tensors = tensors(parameters);
        long room = byteSize(tensors);
        for (TensorSpec spec : specs(tensors)) {
            // What a header has for each tensor: at most 2 sizes, 4 dimensions, 60 characters of fixed text.
            room += 6L * spec.name().length() + 200;
        }
        SegmentStream stream = new SegmentStream(Arena.ofAuto().allocate(room, Long.BYTES));
        try (TensorWriter writer = TensorWriter.safetensors(stream, specs(tensors), METADATA)) {
            write(tensors, writer, written -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stream.written();
    }

    /** The same, drawn piece by piece when they are read, so that no network is too large for the memory. */
    public static Map<String, StoredTensor> drawn(List<ParameterSpec> parameters) {
        Map<String, StoredTensor> drawn = new LinkedHashMap<>();
        tensors(parameters).forEach(tensor -> drawn.put(tensor.name(), tensor));
        return drawn;
    }

    /** Bytes of all weights of an architecture. */
    public static long byteSize(VtpConfig config) {
        return byteSize(tensors(TensorLayout.of(config).tensors()));
    }

    private static long byteSize(List<SyntheticTensor> tensors) {
        return tensors.stream().mapToLong(SyntheticTensor::byteSize).sum();
    }

    private static void write(List<SyntheticTensor> tensors, TensorWriter writer, LongConsumer written)
            throws IOException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment buffer = arena.allocate(Math.min(PIECE_BYTES, byteSize(tensors)), 64);
            long done = 0;
            for (SyntheticTensor tensor : tensors) {
                for (long from = 0; from < tensor.byteSize(); from += PIECE_BYTES) {
                    MemorySegment piece = buffer.asSlice(0, Math.min(PIECE_BYTES, tensor.byteSize() - from));
                    tensor.fill(from / tensor.dtype().bytes(), piece);
                    writer.write(piece);
                    done += piece.byteSize();
                    written.accept(done);
                }
            }
            writer.finish();
        }
    }

    private static List<TensorSpec> specs(List<SyntheticTensor> tensors) {
        return tensors.stream().map(SyntheticTensor::spec).toList();
    }

    /** In the order of the safetensors library: by size of element, the largest first, then by name. */
    private static List<SyntheticTensor> tensors(List<ParameterSpec> parameters) {
        Comparator<SyntheticTensor> narrowFirst =
                Comparator.comparingInt(tensor -> tensor.dtype().bytes());
        return parameters.stream()
                .map(SyntheticTensor::new)
                .sorted(narrowFirst
                        .reversed()
                        .thenComparing(tensor -> tensor.spec().name()))
                .toList();
    }

    /** Fills a segment from its beginning on. */
    private static final class SegmentStream extends OutputStream {
        private final MemorySegment segment;
        private long length;

        SegmentStream(MemorySegment segment) {
            this.segment = segment;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            MemorySegment.copy(MemorySegment.ofArray(bytes), offset, segment, length, count);
            length += count;
        }

        MemorySegment written() {
            return segment.asSlice(0, length).asReadOnly();
        }
    }
}
