package vtp.loader;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import vtp.loader.FileAccessException.Kind;

/**
 * The tensors of an opened safetensors checkpoint: one file, or the shards of an index, or a file's bytes in memory.
 *
 * <p>Opening reads and checks the headers only. Data is copied out tensor by tensor, or piece by piece, so that a
 * checkpoint larger than memory can be read and none of it stays resident.
 * All methods may be called by several threads at once; after {@link #close} copying fails with an {@link IOException}.
 *
 * @since 0.1.0
 */
public final class Checkpoint implements Closeable {
    private final String name;
    /** By the name that {@link TensorInfo#file} has. */
    private final Map<String, Bytes> files;

    private final SortedMap<String, TensorInfo> tensors;
    private final SortedMap<String, String> unknownTypes;
    private final Map<String, String> metadata;

    private Checkpoint(
            String name,
            Map<String, Bytes> files,
            SortedMap<String, TensorInfo> tensors,
            SortedMap<String, String> unknownTypes,
            Map<String, String> metadata) {
        this.name = name;
        this.files = Collections.unmodifiableMap(files);
        this.tensors = Collections.unmodifiableSortedMap(tensors);
        this.unknownTypes = Collections.unmodifiableSortedMap(unknownTypes);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Opens a checkpoint.
     *
     * @param path a safetensors file, or a folder with {@code model.safetensors}, or else with
     *     {@code model.safetensors.index.json} and its shards
     * @throws SafetensorsException if a file is malformed, or the index and its shards disagree
     * @throws FileAccessException if there is no checkpoint, or it cannot be read
     */
    public static Checkpoint open(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return openFile(path);
        }
        Path single = path.resolve(CheckpointFiles.WEIGHTS);
        // A dangling link, as an interrupted download leaves it, still wins: opening it names it.
        if (Files.exists(single, LinkOption.NOFOLLOW_LINKS)) {
            return openFile(single);
        }
        Path index = path.resolve(CheckpointFiles.INDEX);
        if (Files.exists(index, LinkOption.NOFOLLOW_LINKS)) {
            return openShards(path.toString(), index);
        }
        throw new FileAccessException(
                Kind.NOT_FOUND,
                path.toString(),
                "the folder has neither " + CheckpointFiles.WEIGHTS + " nor " + CheckpointFiles.INDEX,
                null);
    }

    /**
     * Opens a safetensors file held in memory.
     *
     * @param name what messages call it
     * @param bytes the whole file, which must stay alive and unchanged as long as the checkpoint is used
     * @throws SafetensorsException if it is malformed
     */
    public static Checkpoint ofMemory(String name, MemorySegment bytes) throws IOException {
        return single(Bytes.ofMemory(name, bytes));
    }

    private static Checkpoint openFile(Path path) throws IOException {
        Bytes file = DiskFile.open(path);
        try {
            return single(file);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    private static Checkpoint single(Bytes file) throws IOException {
        SafetensorsHeader header = SafetensorsHeader.read(file);
        SortedMap<String, TensorInfo> tensors = new TreeMap<>();
        header.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        return new Checkpoint(
                file.name(), Map.of(file.name(), file), tensors, header.unknownTypes(), header.metadata());
    }

    private static Checkpoint openShards(String folder, Path indexFile) throws IOException {
        ShardIndex index = ShardIndex.read(indexFile);
        index.requireShards(indexFile);
        Map<String, Bytes> files = new LinkedHashMap<>();
        SortedMap<String, TensorInfo> tensors = new TreeMap<>();
        SortedMap<String, String> unknownTypes = new TreeMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, List<String>> shard : index.shards().entrySet()) {
                Bytes file = DiskFile.open(indexFile.resolveSibling(shard.getKey()));
                files.put(file.name(), file);
                SafetensorsHeader header = SafetensorsHeader.read(file);
                header.metadata().forEach(metadata::putIfAbsent);
                Map<String, TensorInfo> inFile = new TreeMap<>();
                header.tensors().forEach(tensor -> inFile.put(tensor.name(), tensor));
                List<String> missing = new ArrayList<>(shard.getValue());
                missing.removeAll(inFile.keySet());
                missing.removeAll(header.unknownTypes().keySet());
                if (!missing.isEmpty()) {
                    throw new SafetensorsException(
                            SafetensorsException.Kind.MISSING_TENSOR,
                            file.name(),
                            "lacks what the index places in it: " + Quote.plain(String.join(", ", missing)));
                }
                for (String tensor : shard.getValue()) {
                    TensorInfo info = inFile.get(tensor);
                    if (info != null) {
                        tensors.put(tensor, info);
                    }
                }
                unknownTypes.putAll(header.unknownTypes());
            }
        } catch (Throwable e) {
            for (Bytes file : files.values()) {
                file.close();
            }
            throw e;
        }
        return new Checkpoint(folder, files, tensors, unknownTypes, metadata);
    }

    /** The tensors of {@link #tensors} by name, to be read as those of any other format. */
    public Map<String, StoredTensor> stored() {
        Map<String, StoredTensor> stored = new LinkedHashMap<>();
        tensors.forEach((tensor, info) -> stored.put(tensor, new CheckpointTensor(this, info)));
        return Collections.unmodifiableMap(stored);
    }

    /** The tensors by name, but for those of {@link #unknownTypes}. Of a shard, those that the index lists. */
    public SortedMap<String, TensorInfo> tensors() {
        return tensors;
    }

    /**
     * The names of the types that {@link Dtype} does not have, by tensor. Such a tensor is in the file, whole, but
     * cannot be read; a caller that does not need it may ignore it.
     *
     * @since 0.1.0
     */
    public SortedMap<String, String> unknownTypes() {
        return unknownTypes;
    }

    /**
     * Finds a tensor that must be there.
     *
     * @throws SafetensorsException of kind MISSING_TENSOR if there is none of this name, of kind UNKNOWN_DTYPE if it is
     *     of a type that cannot be read
     * @since 0.1.0
     */
    public TensorInfo require(String tensor) throws SafetensorsException {
        TensorInfo info = tensors.get(tensor);
        if (info != null) {
            return info;
        }
        String type = unknownTypes.get(tensor);
        if (type == null) {
            throw new SafetensorsException(
                    SafetensorsException.Kind.MISSING_TENSOR, name, "has no tensor " + Quote.of(tensor));
        }
        throw new SafetensorsException(
                SafetensorsException.Kind.UNKNOWN_DTYPE,
                name,
                "tensor " + Quote.of(tensor) + " is of type " + Quote.of(type) + ", not one of "
                        + List.of(Dtype.values()));
    }

    /**
     * {@code __metadata__}; of shards the union, in the order of their names, the first one's value where they differ.
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The file, or the folder of the shards, as messages name it. */
    public String name() {
        return name;
    }

    /** Bytes of all its files. */
    public long fileBytes() {
        return files.values().stream().mapToLong(Bytes::size).sum();
    }

    /** Bytes of each of its files, in their order, by the name that {@link TensorInfo#file} gives. */
    public Map<String, Long> fileSizes() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        files.forEach((file, bytes) -> sizes.put(file, bytes.size()));
        return sizes;
    }

    /**
     * Copies a part of a tensor's data, little-endian as it is in the file.
     *
     * @param tensor one of {@link #tensors}
     * @param fromByte the first byte to copy, counted from the beginning of the tensor's data
     * @param into where to; its length says how much, and need not be a whole number of elements
     * @throws IndexOutOfBoundsException if the tensor has not that many bytes from there on
     * @throws FileAccessException if the file has been cut short since, or cannot be read, or was closed
     */
    public void copy(TensorInfo tensor, long fromByte, MemorySegment into) throws IOException {
        Bytes file = files.get(tensor.file());
        if (file == null || !Objects.equals(tensors.get(tensor.name()), tensor)) {
            throw new IllegalArgumentException(name + " has no tensor " + tensor);
        }
        Objects.checkFromIndexSize(fromByte, into.byteSize(), tensor.byteSize());
        file.copy(tensor.beginBytes() + fromByte, into);
    }

    @Override
    public void close() throws IOException {
        for (Bytes file : files.values()) {
            file.close();
        }
    }
}
