package vtp.datasets;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import vtp.datasets.Omissions.Reason;

/**
 * The pictures below a folder in the order of torchvision: folders by their whole path, compared as text, so that
 * {@code a/sub} comes before {@code a/sub-1} and that before {@code a/sub/deep}; in each its own files by name. Linked
 * folders are entered, unless they lead to one that they lie in.
 */
final class FolderTree {
    private final boolean hidden;
    private final Omissions omissions;

    /** @param hidden whether entries whose names begin with a dot are taken */
    FolderTree(boolean hidden, Omissions omissions) {
        this.hidden = hidden;
        this.omissions = omissions;
    }

    /** What a folder holds, but for what is left out; names in the order of the system. */
    record Entries(List<String> folders, List<String> files) {}

    /** Lists one folder. Hidden entries, and links to a folder above, are counted and left out. */
    Entries list(Path folder) throws IOException {
        Entries entries = new Entries(new ArrayList<>(), new ArrayList<>());
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path path : stream) {
                String name = String.valueOf(path.getFileName());
                if (!hidden && PictureNames.isHidden(name)) {
                    omissions.add(Reason.HIDDEN);
                } else if (!Files.isDirectory(path)) {
                    entries.files.add(name);
                } else if (Files.isSymbolicLink(path) && folder.toRealPath().startsWith(path.toRealPath())) {
                    omissions.add(Reason.LINK_LOOP);
                } else {
                    entries.folders.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw DatasetException.unreadable(folder.toString(), new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw DatasetException.unreadable(folder.toString(), e);
        }
        return entries;
    }

    /**
     * Returns the pictures below a folder.
     *
     * @return their paths relative to {@code root}, with slashes
     */
    List<String> pictures(Path root, String folder) throws IOException {
        NavigableMap<String, List<String>> byFolder = new TreeMap<>(CodePointOrder.INSTANCE);
        Deque<String> open = new ArrayDeque<>(List.of(folder));
        while (!open.isEmpty()) {
            String path = open.removeLast();
            Entries entries = list(root.resolve(path));
            entries.folders.forEach(name -> open.addLast(path + "/" + name));
            byFolder.put(path, pictures(entries));
        }
        List<String> pictures = new ArrayList<>();
        byFolder.forEach((path, names) -> names.forEach(name -> pictures.add(path + "/" + name)));
        return pictures;
    }

    /** The pictures among a folder's own files, in their order; the others are counted. */
    List<String> pictures(Entries entries) {
        List<String> pictures = new ArrayList<>();
        for (String name : entries.files) {
            if (PictureNames.isPicture(name)) {
                pictures.add(name);
            } else {
                omissions.add(Reason.NOT_A_PICTURE);
            }
        }
        pictures.sort(CodePointOrder.INSTANCE);
        return pictures;
    }
}
