package vtp.loader.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import vtp.loader.AtomicFile;

/**
 * Makes downloaded files visible as {@code snapshots/COMMIT/FILE}, and the commit as {@code refs/REVISION}. Everything
 * is put together in a folder beside and then renamed, so each name that appears is whole from the start.
 */
final class SnapshotPublisher {

    private static final String STAGING = ".staging";

    private final Path repository;
    private final Path locks;
    private final boolean symbolicLinks;

    SnapshotPublisher(Path repository, Path locks, boolean symbolicLinks) {
        this.repository = repository;
        this.locks = locks;
        this.symbolicLinks = symbolicLinks;
    }

    Path snapshot(String commit) {
        return repository.resolve(HubCache.SNAPSHOTS).resolve(commit);
    }

    /**
     * Shows the files, whose blobs are whole, and then the ref.
     *
     * @param files in the order in which they are to appear where the snapshot is there already
     */
    void publish(String commit, String revision, List<RemoteFile> files) throws IOException, InterruptedException {
        Path staging = repository.resolve(STAGING);
        LockFile.hold(locks.resolve("snapshots.lock"), () -> {}, () -> {
            deleteTree(staging); // of a run that was killed
            try {
                Path staged = Files.createDirectories(staging.resolve(commit));
                for (RemoteFile file : files) {
                    link(staged, file);
                }
                move(staged, snapshot(commit), files);
                if (!revision.equals(commit)) {
                    writeRef(staging, revision, commit);
                }
            } finally {
                deleteTree(staging);
            }
        });
    }

    private void move(Path staged, Path snapshot, List<RemoteFile> files) throws IOException {
        if (Files.isSymbolicLink(snapshot)) {
            throw new FileSystemException(
                    snapshot.toString(), null, "is a link, and files are not written to where it leads; remove it");
        }
        if (Files.notExists(snapshot)) {
            Files.move(staged, snapshot, StandardCopyOption.ATOMIC_MOVE);
        } else {
            for (RemoteFile file : files) {
                Files.move(
                        staged.resolve(file.name()),
                        snapshot.resolve(file.name()),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        AtomicFile.synchroniseName(snapshot);
    }

    /** A relative link, so that the cache can be moved; a copy where the system has or allows no links. */
    private void link(Path folder, RemoteFile file) throws IOException {
        Path name = folder.resolve(file.name());
        Path blob = repository.resolve(HubCache.BLOBS).resolve(file.etag());
        if (symbolicLinks) {
            try {
                // The staged folder lies as deep as the snapshot's, so the link means the same here and there.
                Files.createSymbolicLink(name, folder.relativize(blob));
                return;
            } catch (UnsupportedOperationException | FileSystemException e) {
                // copied below
            }
        }
        Files.copy(blob, name, StandardCopyOption.REPLACE_EXISTING);
        synchroniseContent(name);
    }

    private void writeRef(Path staging, String revision, String commit) throws IOException {
        Path ref = repository.resolve(HubCache.REFS).resolve(revision);
        Files.createDirectories(ref.getParent());
        Path staged = staging.resolve(".ref");
        Files.writeString(staged, commit, StandardCharsets.US_ASCII);
        synchroniseContent(staged);
        Files.move(staged, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        AtomicFile.synchroniseName(ref);
    }

    private static void synchroniseContent(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> entries = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.sorted(Comparator.reverseOrder()).forEach(entries::add);
        }
        for (Path entry : entries) {
            Files.delete(entry);
        }
    }
}
