package vtp.cli.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import vtp.cli.file.PassedOver.Reason;
import vtp.loader.FileAccessException;

/**
 * Finds the files of a folder, and, if asked to, of the folders in it, through links too. Each folder is entered once,
 * so that links in a circle come to an end. What cannot be read is in the result as a bad file, and the rest is found
 * all the same.
 */
final class FolderWalk {
    private final Path root;
    private final FolderFilter filter;
    private final boolean recursive;
    private final PassedOver passedOver;
    private final List<InputFile> found = new ArrayList<>();
    private final Set<Path> entered = new HashSet<>();
    private final Deque<Path> folders = new ArrayDeque<>();
    private final List<Path> notEntered = new ArrayList<>();
    private final Deque<Path> links = new ArrayDeque<>();

    FolderWalk(Path root, FolderFilter filter, boolean recursive, PassedOver passedOver) {
        this.root = root;
        this.filter = filter;
        this.recursive = recursive;
        this.passedOver = passedOver;
    }

    /**
     * The files, sorted by their paths below the folder. Folders come before links to them: a file is named by where it
     * lies.
     */
    List<InputFile> walk() {
        folders.add(root);
        while (!folders.isEmpty() || !links.isEmpty()) {
            enter(folders.isEmpty() ? links.remove() : folders.remove());
        }
        if (!found.isEmpty()) { // of a folder without files it is said anyway
            notEntered.forEach(folder -> passedOver.add(folder, Reason.FOLDER));
        }
        found.sort(Comparator.comparing(InputFile::relative));
        return found;
    }

    private void enter(Path folder) {
        try {
            if (entered.add(folder.toRealPath())) {
                for (Path entry : entries(folder)) {
                    visit(entry);
                }
            } else {
                passedOver.add(folder, Reason.TAKEN);
            }
        } catch (IOException e) {
            bad(folder, "the folder cannot be read: " + FileAccessException.reason(e));
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(entries);
        return entries;
    }

    private void visit(Path entry) {
        try {
            if (Files.isHidden(entry)) {
                return;
            }
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                visitFolder(entry);
            } else {
                visitFile(entry, attributes);
            }
        } catch (NoSuchFileException e) {
            visitBrokenLink(entry);
        } catch (IOException e) {
            bad(entry, "cannot be read: " + FileAccessException.reason(e));
        }
    }

    private void visitFolder(Path folder) {
        if (!recursive) {
            notEntered.add(folder);
        } else if (Files.isSymbolicLink(folder)) {
            links.add(folder);
        } else {
            folders.add(folder);
        }
    }

    private void visitFile(Path file, BasicFileAttributes attributes) {
        String alike = filter.alike().apply(file);
        if (filter.isWanted(file)) {
            if (attributes.isRegularFile()) {
                found.add(InputFile.below(root, file));
            } else {
                bad(file, "is a pipe, a socket or a device, not a file");
            }
        } else if (alike != null) {
            passedOver.add(file, Reason.OTHER_FORMAT, alike);
        }
    }

    private void visitBrokenLink(Path link) {
        if (filter.isWanted(link)) {
            bad(link, "is a link to a file that does not exist");
        } else {
            passedOver.add(link, Reason.BROKEN_LINK);
        }
    }

    private void bad(Path path, String problem) {
        found.add(InputFile.below(root, path).failing(problem));
    }
}
