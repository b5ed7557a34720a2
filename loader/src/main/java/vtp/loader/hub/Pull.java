package vtp.loader.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vtp.loader.CheckpointFiles;
import vtp.loader.SafetensorsException;
import vtp.loader.ShardIndex;
import vtp.loader.hub.HubException.Kind;

/** One download of a model, step by step. */
final class Pull {

    private static final long MOST_BYTES = 1L << 61;

    private final HubCache cache;
    private final RepoId id;
    private final HubFiles hub;
    private final BlobStore store;
    private final SnapshotPublisher publisher;
    private final PullListener listener;

    Pull(HubCache cache, RepoId id, HubFiles hub, BlobStore store, SnapshotPublisher publisher, PullListener listener) {
        this.cache = cache;
        this.id = id;
        this.hub = hub;
        this.store = store;
        this.publisher = publisher;
        this.listener = listener;
    }

    /**
     * Asks what there is, fetches what is not here, and shows it.
     *
     * @param expected names of files that must be among those of the model
     */
    CachedSnapshot run(Set<String> expected) throws IOException, InterruptedException {
        RemoteFile config = hub.describe(CheckpointFiles.CONFIG);
        Files.createDirectories(cache.folder(id).resolve(HubCache.BLOBS));
        Files.createDirectories(cache.folder(id).resolve(HubCache.SNAPSHOTS));

        // In the order in which they appear in a snapshot that exists: a config is a promise of the rest.
        List<RemoteFile> files = new ArrayList<>(weights());
        files.add(config);
        requireAll(expected, files);
        requireSpace(files);

        List<RemoteFile> toShow = new ArrayList<>();
        for (RemoteFile file : files) {
            if (!isInPlace(file)) {
                store.fetch(file);
                toShow.add(file);
            }
        }
        String commit = config.commit();
        if (!toShow.isEmpty() || !cache.snapshot(id).map(CachedSnapshot::commit).equals(Optional.of(commit))) {
            publisher.publish(commit, id.revision(), toShow);
        }
        return cache.snapshot(id)
                .filter(CachedSnapshot::complete)
                .orElseThrow(() -> new HubException(
                        Kind.DISK, "the files of " + id + " were removed from " + cache.root() + " in the meantime"));
    }

    /** The file of all weights, or the shards and their index, which must be here to tell what the shards are. */
    private List<RemoteFile> weights() throws IOException, InterruptedException {
        Optional<RemoteFile> whole = hub.find(CheckpointFiles.WEIGHTS);
        if (whole.isPresent()) {
            return List.of(whole.get());
        }
        RemoteFile index = hub.find(CheckpointFiles.INDEX)
                .orElseThrow(() -> new HubException(
                        Kind.NOT_FOUND,
                        id + " has neither " + CheckpointFiles.WEIGHTS + " nor " + CheckpointFiles.INDEX
                                + ": it is no model that can be read here"));
        Path local = inSnapshot(index);
        if (!isInPlace(index)) {
            store.fetch(index);
            local = store.blob(index);
        }
        List<RemoteFile> files = new ArrayList<>();
        for (String shard : shards(local)) {
            files.add(hub.describe(shard));
        }
        files.add(index);
        return files;
    }

    private Set<String> shards(Path index) throws IOException {
        try {
            return ShardIndex.read(index).shards().keySet();
        } catch (SafetensorsException e) {
            throw new HubException(
                    e.kind() == SafetensorsException.Kind.BAD_SHARD_NAME ? Kind.UNSAFE_NAME : Kind.INTEGRITY,
                    "the index of " + id + " is refused: " + e.getMessage(),
                    e);
        }
    }

    private void requireAll(Set<String> expected, List<RemoteFile> files) throws HubException {
        for (String name : expected) {
            if (files.stream().noneMatch(file -> file.name().equals(name))) {
                throw new HubException(
                        Kind.INTEGRITY,
                        "the hub offers another " + id + " than the one that was released: there is no " + name
                                + " in it");
            }
        }
    }

    private void requireSpace(List<RemoteFile> files) throws IOException {
        long needed = 0;
        for (RemoteFile file : files) {
            // Sizes are what a hub says: they stay below 2^62, so that no sum of two overflows.
            needed = Math.min(MOST_BYTES, needed + Math.min(MOST_BYTES, store.bytesToCome(file)));
        }
        long free = Files.getFileStore(cache.folder(id)).getUsableSpace();
        if (free > 0 && free < needed) { // some file systems tell 0 for what they do not know
            throw new HubException(
                    Kind.DISK,
                    "no room for " + id + " in " + cache.root() + ": " + needed / 1_000_000 + " MB are to come, "
                            + free / 1_000_000 + " MB are free; make room, or set HF_HUB_CACHE to a folder elsewhere");
        }
    }

    private boolean isInPlace(RemoteFile file) throws IOException {
        Path path = inSnapshot(file);
        if (!store.isIntact(path, file)) {
            return false;
        }
        listener.progress(file.name(), Files.size(path), Files.size(path));
        return true;
    }

    private Path inSnapshot(RemoteFile file) {
        return publisher.snapshot(file.commit()).resolve(file.name());
    }
}
