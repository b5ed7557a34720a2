package vtp.loader.torch;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import vtp.loader.Bytes;
import vtp.loader.Checkpoint;
import vtp.loader.FileKind;
import vtp.loader.SafetensorsException;
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
        if (Files.isDirectory(path)) {
            return of(Checkpoint.open(path));
        }
        if (isTorch(path)) {
            return of(TorchFile.open(path));
        }
        try {
            return of(Checkpoint.open(path));
        } catch (SafetensorsException e) {
            throw e.kind() == SafetensorsException.Kind.OTHER_FORMAT ? neither(path, e) : e;
        }
    }

    private static TorchException neither(Path path, SafetensorsException cause) throws IOException {
        try (Bytes file = Bytes.open(path)) {
            String what = FileKind.of(file).orElse("something else");
            TorchException neither = new TorchException(
                    TorchException.Kind.NOT_TORCH,
                    cause.file(),
                    "is " + what + ", but a PyTorch or safetensors file is needed");
            neither.initCause(cause);
            return neither;
        }
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
