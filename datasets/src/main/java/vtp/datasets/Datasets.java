package vtp.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
     * @param names at least one: folders, lists or archives; {@code train-{000..031}.tar} stands for 32 archives
     * @param kind what they are; null for what they look like: a folder with a folder in it has classes, another has
     *     none; a name that ends in {@code .tar} is that of an archive, any other file is a list
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
        if (kind == DatasetKind.TAR
                || (kind == null && name.toLowerCase(Locale.ROOT).endsWith(".tar"))) {
            return tar(name);
        }
        Path path = path(name);
        if (!Files.exists(path)) {
            throw new DatasetException(name, "no such file or folder");
        }
        return switch (kind == null ? look(path, hidden) : kind) {
            case CLASSES -> new ClassFolder(path, hidden);
            case FLAT -> new FlatFolder(path, hidden);
            case LIST -> new ListFile(path);
            case TAR -> tar(name);
        };
    }

    private static Path path(String name) throws DatasetException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new DatasetException(name, "is no path", e);
        }
    }

    private static Dataset tar(String name) throws IOException {
        List<Path> archives = new ArrayList<>();
        for (String one : BraceRange.expand(name)) {
            Path archive = path(one);
            if (!Files.isRegularFile(archive)) {
                throw new DatasetException(one, "no such archive");
            }
            archives.add(archive);
        }
        return new TarSamples(name, archives);
    }

    private static DatasetKind look(Path path, boolean hidden) throws IOException {
        if (!Files.isDirectory(path)) {
            return DatasetKind.LIST;
        }
        FolderTree.Entries entries = new FolderTree(hidden, new Omissions()).list(path);
        return entries.folders().isEmpty() ? DatasetKind.FLAT : DatasetKind.CLASSES;
    }
}
