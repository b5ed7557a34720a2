package vtp.cli.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vtp.cli.console.Console;
import vtp.cli.console.OutputException;
import vtp.cli.console.UsageException;
import vtp.loader.AtomicFile;
import vtp.loader.AtomicFile.Existing;

/** Where the results of a command go: a folder with a file for each, or one file, or standard output. */
public final class OutputTarget {
    private final String out;
    private final Console console;
    private final boolean skipExisting;
    private final boolean noClobber;
    private final Path path;
    private final boolean folder;

    /**
     * Nothing is written or made yet.
     *
     * @param endings those by which a file is told from a folder
     */
    public OutputTarget(String out, Console console, boolean skipExisting, boolean noClobber, String... endings) {
        this.out = out;
        this.console = console;
        this.skipExisting = skipExisting;
        this.noClobber = noClobber;
        this.path = path(out);
        this.folder = !isStandardOutput() && (Files.isDirectory(path) || !endsWith(out, endings));
    }

    private static Path path(String out) {
        if (out.isEmpty()) {
            throw new UsageException("-o is empty; name a folder, a file or \"-\"");
        }
        try {
            return Path.of(out);
        } catch (InvalidPathException e) {
            throw new UsageException("-o \"" + out + "\" is not a path: " + e.getReason());
        }
    }

    private static boolean endsWith(String name, String... endings) {
        for (String ending : endings) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    public boolean isStandardOutput() {
        return out.equals("-");
    }

    public boolean isFolder() {
        return folder;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** What messages call it. */
    public String name() {
        return out;
    }

    /** The one file, if it is one; the file for a result if it is a folder. */
    public Path file(String relative) {
        return folder ? path.resolve(relative) : path;
    }

    /**
     * Refuses, before any work, to write two results to one file or a result over an input; and makes the folder.
     *
     * @param names what each result is named, by what it comes from
     * @param inputs the files that are read
     */
    public void prepare(Map<String, List<String>> names, List<InputFile> inputs) throws IOException {
        Map<Path, String> origins = new HashMap<>();
        Set<Path> read = realPaths(inputs);
        for (Map.Entry<String, List<String>> entry : names.entrySet()) {
            for (String name : entry.getValue()) {
                Path file = file(name).toAbsolutePath().normalize();
                String other = folder ? origins.put(file, entry.getKey()) : null;
                if (other != null) {
                    throw new UsageException(other + " and " + entry.getKey() + " would both be written to "
                            + file(name) + "; write them to different folders");
                }
                if (!isStandardOutput() && Files.exists(file) && read.contains(file.toRealPath())) {
                    throw new UsageException(file(name) + " is one of the inputs; write to another place");
                }
            }
        }
        makeFolder(folder ? path : parent(path));
    }

    private void makeFolder(Path wanted) throws IOException {
        if (isStandardOutput()) {
            return;
        }
        if (folder) {
            createDirectories(wanted);
        } else if (!Files.isDirectory(wanted)) {
            throw new OutputException(out + ": cannot be written: there is no folder " + wanted, null);
        }
    }

    private static Set<Path> realPaths(List<InputFile> inputs) {
        Set<Path> paths = new HashSet<>();
        for (InputFile input : inputs) {
            if (input.path() != null) {
                try {
                    paths.add(input.path().toRealPath());
                } catch (IOException ignored) {
                    // It is said when the file is read.
                }
            }
        }
        return paths;
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    private static void createDirectories(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new OutputException(folder + ": cannot be made a folder: it is a file", e);
        } catch (IOException e) {
            throw new OutputException(folder + ": cannot be made: " + e.getMessage(), e);
        }
    }

    /**
     * Whether the result of an input is there already and is to be left as it is, which is reported.
     *
     * @throws IOException if it is there, and that is a failure
     */
    public boolean skips(String input, Path file) throws IOException {
        if (isStandardOutput() || !(skipExisting || noClobber) || !Files.exists(file)) {
            return false;
        }
        if (noClobber) {
            throw new IOException(file + " exists already, and is not to be replaced");
        }
        console.done(input + ": skipped, " + file + " exists", json -> {
            json.writeStringField("input", input);
            json.writeStringField("output", file.toString());
            json.writeBooleanField("skipped", true);
        });
        return true;
    }

    /** What a result consists of. */
    public interface Content {
        void write(OutputStream stream) throws IOException;
    }

    /** Writes a result, to a file that appears whole or not at all, in folders that are made if need be; or to standard output. */
    public void write(Path file, Content content) throws IOException {
        if (isStandardOutput()) {
            content.write(console.terminal().out());
            console.terminal().out().flush();
            return;
        }
        if (folder) {
            createDirectories(parent(file));
        }
        try (AtomicFile atomic = AtomicFile.open(file, noClobber ? Existing.KEEP : Existing.REPLACE)) {
            content.write(atomic.stream());
            atomic.commit();
        }
    }
}
