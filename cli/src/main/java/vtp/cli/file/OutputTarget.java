package vtp.cli.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vtp.cli.console.Console;
import vtp.cli.console.OutputException;
import vtp.cli.console.RawBytes;
import vtp.cli.console.UsageException;
import vtp.loader.AtomicFile;
import vtp.loader.FileAccessException;

/** Where the results of a command go: a folder with a file for each, or one file, or standard output. */
public final class OutputTarget {
    /** Bytes of a name on most file systems. */
    private static final int LONGEST_NAME = 255;

    /** What looks like the ending of a file's name: letters and digits, and not digits alone. */
    private static final Pattern ENDING = Pattern.compile(".+\\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,12}");

    /** What happens to a file that is where a result should be. */
    public enum Existing {
        /** The result takes its place. */
        REPLACE,
        /** It is left, and the result is not even computed. */
        SKIP,
        /** It is left, and that is a failure. */
        REFUSE
    }

    private final String option;
    private final String out;
    private final Console console;
    private final Existing existing;
    private final Path path;
    private final @Nullable OutputFolder folder;

    /**
     * Nothing is written or made yet.
     *
     * @param option the option that says where, for messages
     * @param out what it says
     * @param endings those by which a file is told from a folder, in any case; none if it must be a folder
     * @throws UsageException if it looks like a file of another kind
     */
    public OutputTarget(String option, String out, Existing existing, Console console, String... endings) {
        this.option = option;
        this.out = out;
        this.console = console;
        this.existing = existing;
        this.path = path();
        this.folder = isFile(endings) ? null : new OutputFolder(path);
    }

    private Path path() {
        if (out.isEmpty()) {
            throw new UsageException(option + " is empty; name a folder, a file or \"-\"");
        }
        try {
            return FileNames.path(out);
        } catch (InvalidPathException e) {
            throw new UsageException(option + " \"" + out + "\" is not a path: " + e.getReason());
        }
    }

    private boolean isFile(String... endings) {
        if (isStandardOutput()) {
            return true;
        }
        if (endings.length == 0 || Files.isDirectory(path) || out.endsWith("/") || out.endsWith(File.separator)) {
            return false;
        }
        for (String ending : endings) {
            if (endsWith(ending)) {
                return true;
            }
        }
        if (ENDING.matcher(String.valueOf(path.getFileName())).matches()) {
            String formats = String.join(" or ", endings);
            throw new UsageException(option + " " + out + ": results are written to files that end in " + formats
                    + "; a folder's name may end in \"/\"");
        }
        return false;
    }

    /** Whether its name ends so, in any case. */
    boolean endsWith(String ending) {
        return out.toLowerCase(Locale.ROOT).endsWith(ending);
    }

    public boolean isStandardOutput() {
        return out.equals("-");
    }

    public boolean isFolder() {
        return folder != null;
    }

    /** The option that says where. */
    public String option() {
        return option;
    }

    /** What messages call it. */
    public String name() {
        return RawBytes.escaped(out);
    }

    /**
     * The one file, if it is one; the file for a result if it is a folder.
     *
     * @throws IOException if no result can have that name, or its file would lie elsewhere
     */
    public Path file(String relative) throws IOException {
        return folder == null ? path : folder.file(relative);
    }

    /**
     * Refuses, before any work, to write two results to one file or a result over an input, and looks whether anything
     * can be written.
     *
     * @param names what each result is named, by what it comes from
     * @param inputs the files that are read
     */
    public void prepare(Map<String, List<String>> names, List<InputFile> inputs) throws IOException {
        if (isStandardOutput()) {
            return;
        }
        Set<Path> read = realPaths(inputs);
        refuseInput(path, read);
        Map<Path, String> origins = new HashMap<>();
        for (Map.Entry<String, List<String>> entry : names.entrySet()) {
            for (String name : entry.getValue()) {
                Path file = fileOrNull(name);
                if (file == null) {
                    continue;
                }
                String other = isFolder() ? origins.put(file.toAbsolutePath().normalize(), entry.getKey()) : null;
                if (other != null) {
                    throw new UsageException(other + " and " + entry.getKey() + " would both be written to " + file
                            + "; write them to different folders");
                }
                refuseInput(file, read);
            }
        }
        AtomicFile.deleteRemains(folder == null ? parent(path) : path);
        if (folder != null) {
            folder.check();
        } else if (!Files.isDirectory(parent(path))) {
            String problem = Files.exists(parent(path)) ? " is not a folder" : " does not exist; make it first";
            throw new OutputException(out + ": cannot be written: " + parent(path) + problem, null);
        }
    }

    /** A result whose name is no good is a failure of its own, when its turn comes. */
    private @Nullable Path fileOrNull(String name) {
        try {
            return file(name);
        } catch (IOException e) {
            return null;
        }
    }

    private static void refuseInput(Path file, Set<Path> read) throws IOException {
        if (Files.exists(file) && read.contains(file.toRealPath())) {
            throw new UsageException(FileNames.text(file) + " is one of the inputs; write to another place");
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

    /**
     * Whether the result of an input is there already and is to be left as it is, which is reported.
     *
     * @param wanted how it would be made now
     * @throws IOException if it is there, and that is a failure: since it is not to be replaced, or says of itself that
     *     it was made in another way
     */
    public boolean skips(String input, Path file, Provenance wanted) throws IOException {
        if (isStandardOutput() || existing == Existing.REPLACE || !Files.exists(file)) {
            return false;
        }
        if (existing == Existing.REFUSE) {
            throw new IOException(file + " exists already, and is not to be replaced");
        }
        Provenance found = Provenance.read(file);
        Optional<String> difference = found.differenceFrom(wanted);
        if (difference.isPresent()) {
            throw new IOException(file + " exists, but was made with " + difference.get()
                    + "; write to another place, or leave out --skip-existing");
        }
        boolean silent = found.isSilent(wanted);
        console.done(
                input + ": skipped, " + file + " exists" + (silent ? " (it does not say how it was made)" : ""),
                json -> {
                    json.writeStringField("input", input);
                    json.writeStringField("output", file.toString());
                    json.writeBooleanField("skipped", true);
                    json.writeBooleanField("known", !silent);
                });
        return true;
    }

    /** What a result consists of. */
    public interface Content {
        void write(OutputStream stream) throws IOException;
    }

    /**
     * Writes a result, to a file that appears whole or not at all, in folders that are made if need be; or to standard
     * output.
     */
    public void write(Path file, Content content) throws IOException {
        if (isStandardOutput()) {
            content.write(console.terminal().out());
            console.terminal().out().flush();
        } else if (folder == null) {
            writeFile(file, content);
        } else {
            folder.write(file, () -> writeFile(file, content));
        }
    }

    private void writeFile(Path file, Content content) throws IOException {
        AtomicFile.Existing rule = existing == Existing.REFUSE ? AtomicFile.Existing.KEEP : AtomicFile.Existing.REPLACE;
        try (AtomicFile atomic = AtomicFile.open(file, rule)) {
            content.write(atomic.stream());
            atomic.commit();
        } catch (FileAccessException e) {
            boolean tooLong = file.getFileName().toString().getBytes(UTF_8).length > LONGEST_NAME
                    || String.valueOf(e.getMessage()).endsWith(NameTooLong.WORDS);
            throw tooLong ? new IOException(e.getMessage(), e) : e; // another result may have a name that fits
        }
    }

    /** What this system says of a name that is too long, in the language of its user; asked when it is needed. */
    private static final class NameTooLong {
        static final String WORDS = words();

        private static String words() {
            try {
                Files.size(Path.of("x".repeat(2 * LONGEST_NAME)));
            } catch (NoSuchFileException e) { // where names may be so long
                return "File name too long";
            } catch (IOException e) {
                return FileAccessException.reason(e);
            }
            return "File name too long";
        }
    }
}
