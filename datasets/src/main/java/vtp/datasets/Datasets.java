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
     * @param names at least one: folders, lists, archives or Parquet files; {@code train-{000..031}.tar} stands for 32
     *     archives
     * @param kind what they are; null for what they look like: a folder with a folder in it has classes, another has
     *     none; one with Parquet files, and neither folders nor pictures, has those; a file is what its ending says,
     *     {@code .tar} or {@code .parquet}, and any other is a list
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

    /**
     * Returns the folders, lists and archives that names stand for.
     *
     * @throws DatasetException if one is no path
     */
    public static List<Path> places(List<String> names) throws IOException {
        List<Path> places = new ArrayList<>();
        for (String name : names) {
            for (String one : BraceRange.expand(name)) {
                places.add(path(one));
            }
        }
        return places;
    }

    /**
     * Whether pictures lie in what a name stands for without being files of their own: in archives or Parquet files, or
     * in a folder of the latter. It can then be nothing but a data set, where folders and files may be pictures too.
     */
    public static boolean isPacked(String name) {
        try {
            return byEnding(name) != null || (isFolder(name) && look(path(name), false) == DatasetKind.PARQUET);
        } catch (IOException e) {
            return false; // what is wrong with it is said by whoever opens it
        }
    }

    private static Dataset one(String name, @Nullable DatasetKind kind, boolean hidden) throws IOException {
        DatasetKind ofName = kind == null ? byEnding(name) : kind;
        if (ofName == DatasetKind.TAR) {
            return new TarSamples(name, files(name));
        }
        if (ofName == DatasetKind.PARQUET && !isFolder(name)) {
            return new ParquetRows(name, files(name));
        }
        Path path = path(name);
        if (!Files.exists(path)) {
            throw new DatasetException(name, "no such file or folder");
        }
        return switch (ofName == null ? look(path, hidden) : ofName) {
            case CLASSES -> new ClassFolder(path, hidden);
            case FLAT -> new FlatFolder(path, hidden);
            case LIST -> new ListFile(path);
            case TAR -> new TarSamples(name, files(name));
            case PARQUET -> new ParquetRows(name, ParquetFolder.files(path, hidden));
        };
    }

    private static @Nullable DatasetKind byEnding(String name) throws DatasetException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".tar")) {
            return DatasetKind.TAR;
        }
        return lower.endsWith(ParquetFolder.ENDING) && !isFolder(name) ? DatasetKind.PARQUET : null;
    }

    private static boolean isFolder(String name) throws DatasetException {
        return Files.isDirectory(path(name));
    }

    private static Path path(String name) throws DatasetException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new DatasetException(name, "is no path", e);
        }
    }

    /** The files that a name with ranges stands for. */
    private static List<Path> files(String name) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String one : BraceRange.expand(name)) {
            Path file = path(one);
            if (!Files.isRegularFile(file)) {
                throw new DatasetException(one, "no such file");
            }
            files.add(file);
        }
        return files;
    }

    private static DatasetKind look(Path path, boolean hidden) throws IOException {
        if (!Files.isDirectory(path)) {
            return DatasetKind.LIST;
        }
        FolderTree.Entries entries = new FolderTree(hidden, new Omissions()).list(path);
        if (!entries.folders().isEmpty()) {
            return DatasetKind.CLASSES;
        }
        boolean pictures = entries.files().stream().anyMatch(PictureNames::isPicture);
        return !pictures && entries.files().stream().anyMatch(ParquetFolder::isParquet)
                ? DatasetKind.PARQUET
                : DatasetKind.FLAT;
    }
}
