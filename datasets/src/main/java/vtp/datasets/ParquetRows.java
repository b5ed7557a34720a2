package vtp.datasets;

import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parquet files as the Hugging Face hub serves them: a column of pictures, which is a struct of "bytes" and "path" or
 * plain bytes, and one with the number of the class. The names of the classes are those of the files' own metadata. A
 * picture is called by its file, its row in it, and its path if it has one. Of a file, only labels and paths are read
 * before the turn of a picture comes, and then one page of pictures at a time.
 *
 * @since 0.1.0
 */
public final class ParquetRows implements Dataset {
    private final String name;
    private final List<Path> files;

    /**
     * A data set of files, which are not opened yet.
     *
     * @param name what messages call it
     * @param files at least one, in their order
     */
    public ParquetRows(String name, List<Path> files) {
        this.name = name;
        this.files = List.copyOf(files);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> classNames() throws IOException {
        return ParquetFile.open(files.get(0)).features().classNames();
    }

    @Override
    public Cursor open() throws IOException {
        return new Walk(classNames());
    }

    private final class Walk implements Cursor {
        private final List<String> classes;
        private int next;
        private @Nullable ParquetFile file;
        private int nextGroup;
        private @Nullable Group group;
        private long rowsBefore;

        Walk(List<String> classes) {
            this.classes = classes;
        }

        @Override
        public @Nullable Item next() throws IOException {
            while (group == null || !group.hasNext()) {
                if (file != null && nextGroup < file.groups().size()) {
                    rowsBefore += group == null ? 0 : group.rows;
                    group = new Group(file, nextGroup++, rowsBefore);
                } else if (next < files.size()) {
                    file = open(files.get(next++));
                    group = null;
                    nextGroup = 0;
                    rowsBefore = 0;
                } else {
                    return null;
                }
            }
            Group current = group;
            return ParquetFile.guarded(current.file.file(), current::next);
        }

        private ParquetFile open(Path path) throws IOException {
            ParquetFile opened = ParquetFile.open(path);
            if (!opened.features().classNames().equals(classes)) {
                throw new DatasetException(
                        path.toString(),
                        "has other classes than " + files.get(0) + ", so that labels of one would mean something else"
                                + " in the other");
            }
            return opened;
        }

        @Override
        public Omissions omissions() {
            return new Omissions();
        }

        @Override
        public void close() {}
    }

    /** The rows of a row group, from the first to the last. */
    private static final class Group {
        private final ParquetFile file;
        private final long rows;
        private final long rowsBefore;
        private final ParquetPictures pictures;
        private final @Nullable ParquetColumn paths;
        private final @Nullable ParquetColumn labels;
        private long row;

        Group(ParquetFile file, int number, long rowsBefore) throws DatasetException {
            this.file = file;
            this.rowsBefore = rowsBefore;
            this.rows = file.groups().get(number).numRows();
            this.pictures = new ParquetPictures(file, number);
            this.paths = column(number, file.path());
            this.labels = column(number, file.label());
        }

        private @Nullable ParquetColumn column(int number, @Nullable ColumnSchema column) throws DatasetException {
            return column == null ? null : ParquetFile.guarded(file.file(), () -> file.column(number, column));
        }

        boolean hasNext() {
            return row < rows;
        }

        Item next() throws IOException {
            long now = row++;
            byte[] path = paths == null ? null : paths.at(now).bytes(now);
            String name = file.file().getFileName() + "/" + (rowsBefore + now);
            if (path != null && path.length > 0) {
                name += "/" + new String(path, StandardCharsets.UTF_8);
            }
            Long label = labels == null ? Long.valueOf(0) : labels.at(now).number(now);
            if (label == null) {
                throw new DatasetException(
                        file.file().toString(), "row " + (rowsBefore + now) + " has no label; give it one");
            }
            return new Item(name, label, () -> pictures.read(now));
        }
    }
}
