package vtp.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vtp.loader.SafetensorsException.Kind;

/**
 * {@code model.safetensors.index.json}: which shard holds which tensor.
 *
 * @param shards the names of the tensors of each shard, by its plain file name
 * @since 0.1.0
 */
public record ShardIndex(SortedMap<String, List<String>> shards) {
    /** The largest checkpoints have some hundred. Each is asked for at the hub, and kept open. */
    private static final int MOST_SHARDS = 10_000;

    /**
     * Reads an index, whether its shards are there or not.
     *
     * @throws SafetensorsException if it is malformed, or names a shard by anything but a plain file name
     * @throws FileAccessException if it is missing or unreadable
     */
    public static ShardIndex read(Path index) throws IOException {
        SortedMap<String, List<String>> shards = new TreeMap<>();
        for (Map.Entry<?, ?> entry : weightMap(index).entrySet()) {
            String tensor = String.valueOf(entry.getKey());
            if (!(entry.getValue() instanceof String shard)) {
                throw refuse(Kind.BAD_INDEX, index, "weight_map places " + Quote.of(tensor) + " in no file name");
            }
            if (!isPlainFileName(index, shard)) {
                throw refuse(
                        Kind.BAD_SHARD_NAME,
                        index,
                        "weight_map places " + Quote.of(tensor) + " in " + Quote.of(shard)
                                + ", which is not the plain name of a file beside it");
            }
            shards.computeIfAbsent(shard, s -> new ArrayList<>()).add(tensor);
            if (shards.size() > MOST_SHARDS) {
                throw refuse(Kind.BAD_INDEX, index, "names more than " + MOST_SHARDS + " shards");
            }
        }
        return new ShardIndex(shards);
    }

    /** Checks that the shards are there, beside the index. */
    void requireShards(Path index) throws SafetensorsException {
        List<String> missing = shards.keySet().stream()
                .filter(shard -> Files.notExists(index.resolveSibling(shard)))
                .toList();
        if (!missing.isEmpty()) {
            throw refuse(
                    Kind.MISSING_SHARD,
                    index,
                    "names " + shards.size() + " shards, but not in its folder: "
                            + Quote.plain(String.join(", ", missing)) + "; download them too");
        }
    }

    private static Map<?, ?> weightMap(Path index) throws IOException {
        Map<String, @Nullable Object> json;
        try {
            json = Json.readObject(index);
        } catch (JsonException e) {
            throw refuse(Kind.BAD_INDEX, index, e.problem());
        }
        if (!(json.get("weight_map") instanceof Map<?, ?> weightMap)) {
            throw refuse(Kind.BAD_INDEX, index, "has no object weight_map from tensor names to file names");
        }
        return weightMap;
    }

    /** Whether a name can only be a file of the index's own folder, on any system, and a valid one on this. */
    private static boolean isPlainFileName(Path index, String name) {
        if (name.isEmpty() || name.equals(".") || name.contains("..")) {
            return false;
        }
        if (name.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')) {
            return false;
        }
        try {
            return index.resolveSibling(name).getFileName().toString().equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static SafetensorsException refuse(Kind kind, Path index, String problem) {
        return new SafetensorsException(kind, index.toString(), problem);
    }
}
