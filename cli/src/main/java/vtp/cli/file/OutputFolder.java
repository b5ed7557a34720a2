package vtp.cli.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.cli.console.OutputException;
import vtp.loader.FileAccessException;

/**
 * A folder that results are written to. Whatever a result is named, its file lies in the folder; and a folder that was
 * made for a result that could not be written is removed again.
 */
public final class OutputFolder {
    private final Path root;
    /** Results of this run, by what tells one file from another, whatever it is called. */
    private final Map<Object, Path> written = new HashMap<>();

    OutputFolder(Path root) {
        this.root = root;
    }

    /**
     * The file of a result.
     *
     * @param name steps joined by "/"
     * @throws IOException if it cannot have that name, or would lie elsewhere
     */
    Path file(String name) throws IOException {
        String problem = ResultName.problem(name);
        if (problem != null) {
            throw new IOException(problem);
        }
        try {
            Path file = root.resolve(name);
            checkWay(file);
            return file;
        } catch (InvalidPathException e) {
            throw new IOException("its result cannot be named \"" + name + "\": " + e.getReason(), e);
        }
    }

    /** Follows the links on the way to a file, as far as it exists. */
    private void checkWay(Path file) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Path existing = file.toAbsolutePath();
        while (!Files.exists(existing)) {
            boolean intoNothing = Files.isSymbolicLink(existing) && !existing.equals(file.toAbsolutePath());
            if (intoNothing) {
                throw leadsOut(file);
            }
            existing = parent(existing);
        }
        if (!existing.toRealPath().startsWith(root.toRealPath())) {
            throw leadsOut(file);
        }
        if (existing.equals(file.toAbsolutePath())) {
            if (Files.isDirectory(existing)) {
                throw new IOException("its result would be written to " + file + ", which is a folder");
            }
        } else if (!Files.isDirectory(existing) && !existing.equals(root.toAbsolutePath())) {
            throw new IOException("its result would be written to " + file + ", but " + existing + " is a file");
        }
    }

    private IOException leadsOut(Path file) {
        return new IOException("its result would be written out of " + root + ", by the link on the way to " + file);
    }

    /** @throws OutputException if the folder neither is there nor can be made */
    void check() throws OutputException {
        Path existing = root.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = parent(existing);
        }
        if (!Files.isDirectory(existing)) {
            throw existing.equals(root.toAbsolutePath())
                    ? new OutputException(root + ": cannot be made a folder: it is a file", null)
                    : new OutputException(root + ": cannot be made: " + existing + " is a file", null);
        }
        if (!Files.exists(root) && !Files.isWritable(existing)) {
            throw new OutputException(root + ": cannot be made: no permission to write to " + existing, null);
        }
    }

    /** What writes a file. */
    interface Writing {
        void run() throws IOException;
    }

    /**
     * Writes a file, in folders that are made if need be.
     *
     * @throws IOException also if a result of this run is there: names that differ in case, say, may be one to the file
     *     system
     */
    void write(Path file, Writing writing) throws IOException {
        Path before = Files.exists(file) ? written.get(identity(file)) : null;
        if (before != null) {
            throw new IOException("its result would be written over that of another input, " + before
                    + ": to the file system the names are one");
        }
        List<Path> made = makeFolders(parent(file.toAbsolutePath()));
        try {
            writing.run();
            written.put(identity(file), file);
        } catch (IOException | RuntimeException | Error e) {
            removeEmpty(made);
            throw e;
        }
    }

    private static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toRealPath() : key;
    }

    /**
     * Makes a folder, and those that it lies in, unless it is there.
     *
     * @throws OutputException if it cannot be made
     */
    public static void create(Path folder) throws IOException {
        makeFolders(folder.toAbsolutePath());
    }

    /** Makes a folder, and returns those that were not there, the outermost first. */
    private static List<Path> makeFolders(Path wanted) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path folder = wanted; !Files.exists(folder); folder = parent(folder)) {
            missing.add(0, folder);
        }
        try {
            Files.createDirectories(wanted);
            return missing;
        } catch (FileAlreadyExistsException e) {
            throw new OutputException(wanted + ": cannot be made a folder: it is a file", e);
        } catch (IOException e) {
            removeEmpty(missing);
            throw new OutputException(wanted + ": cannot be made: " + FileAccessException.reason(e), e);
        }
    }

    private static void removeEmpty(List<Path> folders) {
        for (int i = folders.size() - 1; i >= 0; i--) {
            try {
                Files.deleteIfExists(folders.get(i));
            } catch (IOException notEmpty) {
                return;
            }
        }
    }

    private static Path parent(Path path) {
        @Nullable Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
