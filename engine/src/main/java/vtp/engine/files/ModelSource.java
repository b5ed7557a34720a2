package vtp.engine.files;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ModelException;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.loader.Checkpoint;
import vtp.loader.CheckpointFiles;

/**
 * Where a model comes from: its configuration, read, and its weights, to be opened.
 *
 * @since 0.1.0
 */
public final class ModelSource {
    private final String name;
    private final VtpConfig config;
    private final TensorLayout layout;
    /** Where the weights are on disk, or else, in memory, themselves. */
    private final @Nullable Path path;

    private final @Nullable MemorySegment memory;

    private ModelSource(String name, VtpConfig config, @Nullable Path path, @Nullable MemorySegment memory) {
        this.name = name;
        this.config = config;
        this.layout = TensorLayout.of(config);
        this.path = path;
        this.memory = memory;
    }

    /**
     * A model on disk, as {@link #folder(String, Path)}, called by the name of its folder.
     */
    public static ModelSource folder(Path path) throws IOException {
        Path folder = Files.isDirectory(path) ? path : parent(path);
        Path last = folder.toAbsolutePath().normalize().getFileName();
        return folder(last == null ? folder.toString() : last.toString(), path);
    }

    /**
     * A model on disk.
     *
     * @param name what it is called
     * @param path a folder with {@code config.json} and {@code model.safetensors}, or its index and shards; or its
     *     {@code config.json} or index; or a safetensors file beside its {@code config.json}
     * @throws vtp.loader.LoaderException if there is no such file, or the configuration is not JSON
     * @throws ModelException if the configuration is refused
     */
    public static ModelSource folder(String name, Path path) throws IOException {
        if (Files.notExists(path)) {
            throw new ModelException(path.toString(), "no such folder or file");
        }
        Path json = (Files.isDirectory(path) ? path : parent(path)).resolve(CheckpointFiles.CONFIG);
        if (Files.notExists(json)) {
            throw new ModelException(
                    path.toString(),
                    "no " + CheckpointFiles.CONFIG + " in it or beside it, which a model needs to be understood");
        }
        Path weights = namesItsFolder(path) ? parent(path) : path;
        return new ModelSource(name, VtpConfig.parse(json), weights, null);
    }

    /** Whether a file belongs to a model without being its weights: whoever names it means its folder. */
    private static boolean namesItsFolder(Path path) {
        String file = String.valueOf(path.getFileName());
        return Files.isRegularFile(path) && (file.equals(CheckpointFiles.CONFIG) || file.equals(CheckpointFiles.INDEX));
    }

    /**
     * A model held in memory.
     *
     * @param name what it is called
     * @param config the bytes of its {@code config.json}
     * @param weights the bytes of its {@code model.safetensors}, which must stay alive and unchanged as long as the
     *     model or a checkpoint opened from it is used
     * @throws vtp.loader.JsonException if the configuration is not JSON
     * @throws ModelException if the configuration is refused
     */
    public static ModelSource memory(String name, byte[] config, MemorySegment weights) throws IOException {
        return new ModelSource(name, VtpConfig.parse(config, name + "/" + CheckpointFiles.CONFIG), null, weights);
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    /** What the model is called. */
    public String name() {
        return name;
    }

    /** Its architecture. */
    public VtpConfig config() {
        return config;
    }

    /** The tensors that the architecture calls for. */
    public TensorLayout layout() {
        return layout;
    }

    /**
     * Refuses a model that lacks a part.
     *
     * @throws ModelException if it does; it says by which key of its configuration
     */
    public void require(Part part) throws ModelException {
        Optional<String> why = config.lacks(part);
        if (why.isPresent()) {
            throw new ModelException(name, "the model has no " + part.words() + ", which this needs: " + why.get());
        }
    }

    /**
     * Opens the weights. Only the headers are read.
     *
     * @return a checkpoint with exactly the tensors of {@link #layout}, all of them F32, F16, BF16 or F64; to be closed
     * @throws vtp.loader.LoaderException if a file is missing, unreadable or malformed
     * @throws ModelException if the tensors are not those of the layout
     */
    public Checkpoint open() throws IOException {
        Checkpoint checkpoint = openUnchecked();
        try {
            layout.validate(checkpoint);
            return checkpoint;
        } catch (Throwable e) {
            checkpoint.close();
            throw e;
        }
    }

    /** The same, whatever tensors it has. */
    Checkpoint openUnchecked() throws IOException {
        if (memory != null) {
            return Checkpoint.ofMemory(name, memory);
        }
        return Checkpoint.open(Objects.requireNonNull(path));
    }

    /** The weights, if they are held in memory. */
    Optional<MemorySegment> memory() {
        return Optional.ofNullable(memory);
    }

    /** The files of the weights in the order of their names; none if they are held in memory. */
    List<Path> weightFiles() throws IOException {
        try (Checkpoint checkpoint = openUnchecked()) {
            return memory != null
                    ? List.of()
                    : checkpoint.fileSizes().keySet().stream()
                            .map(Path::of)
                            .sorted()
                            .toList();
        }
    }
}
