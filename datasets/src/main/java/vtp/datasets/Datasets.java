package vtp.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a name on the command line, or in a configuration, stands for.
 *
 * @since 0.1.0
 */
public final class Datasets {
    private Datasets() {}

    /**
     * Opens data sets by their names, one after another as one.
     *
     * @param names at least one: folders or lists
     * @param kind what they are; null for what they look like: a folder with a folder in it has classes, another has
     * none,     and a file is a list
     * @param hidden whether entries whose names begin with a dot are taken
     * @throws DatasetException if one does not exist
     */
    public static Dataset of(List<String> names, @Nullable DatasetKind kind, boolean hidden) throws IOException {
        List<Dataset> parts = new ArrayList<>();
        for (String name : names) {
            parts.add(one(name, kind, hidden));
        }
        return parts.size() == 1 ? parts.get(0) : new Concatenation(parts);
    }

    private static Dataset one(String name, @Nullable DatasetKind kind, boolean hidden) throws IOException {
        Path path = Path.of(name);
        if (!Files.exists(path)) {
            throw new DatasetException(name, "no such file or folder");
        }
        return switch (kind == null ? look(path, hidden) : kind) {
            case CLASSES -> new ClassFolder(path, hidden);
            case FLAT -> new FlatFolder(path, hidden);
            case LIST -> new ListFile(path);
        };
    }

    private static DatasetKind look(Path path, boolean hidden) throws IOException {
        if (!Files.isDirectory(path)) {
            return DatasetKind.LIST;
        }
        FolderTree.Entries entries = new FolderTree(hidden, new Omissions()).list(path);
        return entries.folders().isEmpty() ? DatasetKind.FLAT : DatasetKind.CLASSES;
    }
}
