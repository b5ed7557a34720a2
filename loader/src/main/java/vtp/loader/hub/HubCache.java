package vtp.loader.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import vtp.loader.CheckpointFiles;

/**
 * The Hugging Face cache on this machine, as it stands. Reads only, opens no connection, and needs no lock: what is
 * seen here is whole.
 *
 * @since 0.1.0
 */
public final class HubCache {

    static final String REFS = "refs";
    static final String SNAPSHOTS = "snapshots";
    static final String BLOBS = "blobs";
    static final String LOCKS = ".locks";
    static final String INCOMPLETE = ".incomplete";

    /** More than any commit hash; a longer file is no ref. */
    private static final int LONGEST_REF = 512;

    private final Path root;

    /**
     * A cache in a folder, which need not exist.
     *
     * @param root {@link HubEnvironment#cache()}
     */
    public HubCache(Path root) {
        this.root = root;
    }

    /** Its folder, which need not exist. */
    public Path root() {
        return root;
    }

    /**
     * The repository at its revision, a branch or tag as it stood when last downloaded, or a full commit hash. It may
     * lack files: see {@link CachedSnapshot#complete()}.
     *
     * @throws HubException of kind DISK if the cache cannot be read
     */
    public Optional<CachedSnapshot> snapshot(RepoId id) throws HubException {
        Path repository = folder(id);
        try {
            if (entries(repository).isEmpty()) { // or it cannot be read
                return Optional.empty();
            }
            Optional<String> commit = readRef(repository.resolve(REFS).resolve(id.revision()));
            String snapshot = commit.orElse(id.revision());
            return Names.isSafeToken(snapshot)
                            && Files.isDirectory(repository.resolve(SNAPSHOTS).resolve(snapshot))
                    ? Optional.of(describe(id, snapshot, refsByCommit(repository)))
                    : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(repository, e);
        }
    }

    /**
     * All model repositories of the form {@code org/name}, sorted; what else lies in the folder, and those of which
     * nothing has come, are passed over.
     *
     * @throws HubException of kind DISK if the cache cannot be read
     */
    public List<CachedRepository> list() throws HubException {
        List<CachedRepository> repositories = new ArrayList<>();
        try {
            for (Path folder : entries(root)) {
                RepoId id = RepoId.ofFolderName(folder.getFileName().toString());
                if (id != null && holdsAnything(folder)) {
                    repositories.add(describe(id, folder));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(root, e);
        }
        repositories.sort(Comparator.comparing(CachedRepository::repository));
        return repositories;
    }

    Path folder(RepoId id) {
        return root.resolve(id.folderName());
    }

    /** Where the locks of a repository's downloads are. */
    Path locks(RepoId id) {
        return root.resolve(LOCKS).resolve(id.folderName());
    }

    private static boolean holdsAnything(Path repository) throws IOException {
        return !entries(repository.resolve(SNAPSHOTS)).isEmpty()
                || !entries(repository.resolve(BLOBS)).isEmpty();
    }

    private CachedRepository describe(RepoId id, Path folder) throws IOException {
        Map<String, List<String>> refs = refsByCommit(folder);
        List<CachedSnapshot> snapshots = new ArrayList<>();
        for (Path snapshot : entries(folder.resolve(SNAPSHOTS))) {
            if (Files.isDirectory(snapshot)) {
                snapshots.add(describe(id, snapshot.getFileName().toString(), refs));
            }
        }
        snapshots.sort(Comparator.comparing(CachedSnapshot::commit));
        long partialBytes = 0;
        for (Path blob : entries(folder.resolve(BLOBS))) {
            if (blob.toString().endsWith(INCOMPLETE)) {
                partialBytes += sizeOrZero(blob);
            }
        }
        return new CachedRepository(id.repository(), snapshots, partialBytes);
    }

    private CachedSnapshot describe(RepoId id, String commit, Map<String, List<String>> refs) throws IOException {
        Path folder = folder(id).resolve(SNAPSHOTS).resolve(commit);
        List<String> missing = CheckpointFiles.missing(folder);
        return new CachedSnapshot(
                id.repository(), commit, refs.getOrDefault(commit, List.of()), folder, bytes(folder), missing);
    }

    /** The size of a snapshot's files, each blob counted once. */
    private static long bytes(Path snapshot) throws IOException {
        long bytes = 0;
        Set<Path> counted = new HashSet<>();
        try (Stream<Path> files = Files.walk(snapshot)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                try {
                    bytes += counted.add(file.toRealPath()) ? Files.size(file) : 0;
                } catch (NoSuchFileException e) {
                    // removed since it was listed
                }
            }
        }
        return bytes;
    }

    private static Map<String, List<String>> refsByCommit(Path repository) throws IOException {
        Map<String, List<String>> refs = new TreeMap<>();
        Path folder = repository.resolve(REFS);
        if (!Files.isDirectory(folder)) {
            return refs;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                readRef(file)
                        .ifPresent(commit -> refs.computeIfAbsent(commit, key -> new ArrayList<>())
                                .add(name));
            }
        }
        return refs;
    }

    /** The commit that a ref's file names, if there is such a file and it names one. */
    private static Optional<String> readRef(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String commit;
        try (InputStream in = Files.newInputStream(file)) {
            commit = new String(in.readNBytes(LONGEST_REF), StandardCharsets.ISO_8859_1).strip();
        }
        return Names.isSafeToken(commit) ? Optional.of(commit) : Optional.empty();
    }

    private static List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        return entries;
    }

    /** A download may end between the listing of its file and this call. */
    private static long sizeOrZero(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static HubException unreadable(Path where, Exception e) {
        return HubException.ofDisk("cannot read the model cache " + where, e, "");
    }
}
