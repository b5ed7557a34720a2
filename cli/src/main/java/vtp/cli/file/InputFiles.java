package vtp.cli.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import vtp.cli.console.UsageException;

/** The files that arguments name: files themselves, "-" for standard input, and folders for what is in them. */
public final class InputFiles {
    private final String what;
    private final Predicate<Path> wanted;
    private final boolean recursive;

    /**
     * How to look.
     *
     * @param what the files are, in the plural, for messages
     * @param wanted which files of a folder count
     * @param recursive whether those of folders in it do too
     */
    public InputFiles(String what, Predicate<Path> wanted, boolean recursive) {
        this.what = what;
        this.wanted = wanted;
        this.recursive = recursive;
    }

    /**
     * All files, in the order of the arguments, those of a folder sorted, without the hidden ones. A folder that has none, or
     * cannot be read, is in the list as a bad one.
     */
    public List<InputFile> list(List<String> arguments) {
        List<InputFile> files = new ArrayList<>();
        for (String argument : arguments) {
            if (!argument.equals("-")) {
                addPath(path(argument), files);
            } else if (files.contains(InputFile.standardInput())) {
                throw new UsageException("\"-\" is given twice, but there is one standard input");
            } else {
                files.add(InputFile.standardInput());
            }
        }
        return files;
    }

    private void addPath(Path path, List<InputFile> files) {
        if (!Files.isDirectory(path)) {
            Path name = path.getFileName();
            files.add(new InputFile(path.toString(), name == null ? path.toString() : name.toString(), path, null));
            return;
        }
        List<InputFile> found = new ArrayList<>();
        try {
            addFolder(path, path, found);
        } catch (IOException | UncheckedIOException e) {
            files.add(InputFile.bad(path, "the folder cannot be read: " + e.getMessage()));
            return;
        }
        if (found.isEmpty()) {
            String deeper = recursive ? "" : "; -r looks into the folders in it";
            files.add(InputFile.bad(path, "the folder has no " + what + " in it" + deeper));
        }
        found.sort(Comparator.comparing(InputFile::relative));
        files.addAll(found);
    }

    private void addFolder(Path root, Path folder, List<InputFile> found) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isHidden(entry)) {
                    continue;
                }
                if (recursive && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    addFolder(root, entry, found);
                } else if (wanted.test(entry) && Files.isRegularFile(entry)) {
                    String relative = root.relativize(entry).toString().replace('\\', '/');
                    found.add(new InputFile(entry.toString(), relative, entry, null));
                }
            }
        }
    }

    private static Path path(String argument) {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + argument + "\" is not a path: " + e.getReason());
        }
    }
}
