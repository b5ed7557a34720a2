package vtp.loader.hub;

import java.nio.file.Path;
import java.util.List;

/**
 * One commit of a repository in the cache.
 *
 * @param repository {@code org/name}
 * @param commit the commit's hash
 * @param refs the branches and tags that the cache knows to stand at this commit, sorted
 * @param folder where its files are
 * @param bytes the size of its files, each counted once
 * @param missing the files that a model needs and that are not here; {@code config.json}, {@code model.safetensors} or
 *     the shards that {@code model.safetensors.index.json} lists
 * @since 0.1.0
 */
public record CachedSnapshot(
        String repository, String commit, List<String> refs, Path folder, long bytes, List<String> missing) {

    public CachedSnapshot {
        refs = List.copyOf(refs);
        missing = List.copyOf(missing);
    }

    /** Whether a model can be opened in {@link #folder}. */
    public boolean complete() {
        return missing.isEmpty();
    }
}
