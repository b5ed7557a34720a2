package vtp.loader.torch;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import vtp.loader.Bytes;
import vtp.loader.Checkpoint;
import vtp.loader.StoredTensor;

/**
 * The weights of a network in an open file, of PyTorch's formats or safetensors, told apart by what is in the file.
 *
 * @since 0.1.0
 */
public final class WeightsFile implements Closeable {
    private final String name;
    private final Map<String, ? extends StoredTensor> tensors;
    private final Map<String, String> metadata;
    private final Closeable file;

    private WeightsFile(
            String name, Map<String, ? extends StoredTensor> tensors, Map<String, String> metadata, Closeable file) {
        this.name = name;
        this.tensors = tensors;
        this.metadata = metadata;
        this.file = file;
    }

    /**
     * Opens a file.
     *
     * @param path a file of {@code torch.save}; or a safetensors file; or a folder as {@link Checkpoint#open} takes it
     * @throws vtp.loader.LoaderException if there is none, or it cannot be read, or is malformed
     */
    public static WeightsFile open(Path path) throws IOException {
        return !Files.isDirectory(path) && isTorch(path) ? of(TorchFile.open(path)) : of(Checkpoint.open(path));
    }

    /**
     * Opens a safetensors file held in memory.
     *
     * @param name what messages call it
     * @param bytes the whole file, which must stay alive and unchanged as long as this is used
     * @throws vtp.loader.LoaderException if it is malformed
     */
    public static WeightsFile ofMemory(String name, MemorySegment bytes) throws IOException {
        return of(Checkpoint.ofMemory(name, bytes));
    }

    private static WeightsFile of(TorchFile file) throws IOException {
        try {
            return new WeightsFile(file.name(), file.weights(), Map.of(), file);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    private static WeightsFile of(Checkpoint checkpoint) {
        return new WeightsFile(checkpoint.name(), checkpoint.stored(), checkpoint.metadata(), checkpoint);
    }

    private static boolean isTorch(Path path) throws IOException {
        try (Bytes file = Bytes.open(path)) {
            return TorchFile.is(file);
        }
    }

    /** The file, as messages name it. */
    public String name() {
        return name;
    }

    /** The weights by the network's own names: of a PyTorch file those of {@link TorchFile#weights}. */
    public Map<String, ? extends StoredTensor> tensors() {
        return tensors;
    }

    /** What a safetensors file says of itself; of a PyTorch file nothing. */
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
