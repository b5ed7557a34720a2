package vtp.datasets;

import dev.hardwood.InputFile;
import dev.hardwood.internal.reader.ParquetMetadataReader;
import dev.hardwood.metadata.FieldPath;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.FileSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import vtp.loader.Quote;

/**
 * What the end of a Parquet file says: where its pictures, their names and their labels are.
 *
 * @param features its columns as the Hugging Face hub describes them
 * @param picture the column of the pictures' bytes
 * @param path the column of their names, if there is one
 * @param label the column of the numbers of their classes, if there is one
 */
record ParquetFile(
        Path file,
        List<RowGroup> groups,
        HubFeatures features,
        ColumnSchema picture,
        @Nullable ColumnSchema path,
        @Nullable ColumnSchema label) {
    /** Hardwood logs here, unasked, which instructions it uses. A logger that nobody holds would lose its level. */
    private static final Logger HARDWOOD = Logger.getLogger("dev.hardwood");

    private static final int MOST_NAMED = 20;

    static {
        if (HARDWOOD.getLevel() == null) {
            HARDWOOD.setLevel(Level.WARNING);
        }
    }

    /** Reads something of a file, and can meet anything on the way. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * Reads something of a file that may be malformed in any way.
     *
     * @throws DatasetException if it is
     */
    static <T> T guarded(Path file, Reading<T> reading) throws DatasetException {
        try {
            return reading.read();
        } catch (DatasetException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw new DatasetException(file.toString(), "reading it needs more memory than Java may use", e);
        } catch (UnsupportedOperationException e) {
            throw new DatasetException(file.toString(), "cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreadable(file, Objects.requireNonNullElse(e.getMessage(), "it ends in the middle"), e);
        } catch (RuntimeException | StackOverflowError e) {
            throw unreadable(file, "its numbers do not fit together", e);
        }
    }

    /** Without what names the file once more. */
    private static DatasetException unreadable(Path file, String why, Throwable cause) {
        String reason = why.replace("[" + file + "] ", "").replace(file + ": ", "");
        return new DatasetException(file.toString(), "is no Parquet file that can be read: " + reason, cause);
    }

    static ParquetFile open(Path file) throws DatasetException {
        return guarded(file, () -> {
            FileMetaData metadata = ParquetMetadataReader.readMetadata(new Input(file));
            FileSchema schema = FileSchema.fromSchemaElements(metadata.schema());
            HubFeatures features = HubFeatures.of(file, metadata.keyValueMetadata());
            ColumnSchema picture = picture(file, schema, features);
            return new ParquetFile(
                    file,
                    metadata.rowGroups(),
                    features,
                    picture,
                    find(schema, FieldPath.of(picture.fieldPath().topLevelName(), "path")),
                    label(file, schema, features));
        });
    }

    private static ColumnSchema picture(Path file, FileSchema schema, HubFeatures features) throws DatasetException {
        ColumnSchema found = null;
        for (ColumnSchema column : schema.getColumns()) {
            List<String> elements = column.fieldPath().elements();
            boolean bytes = elements.size() == 1
                    ? column.logicalType() == null
                    : elements.size() == 2 && column.name().equals("bytes");
            if (bytes && isBytes(column) && features.mayBeImage(elements.get(0))) {
                found = found == null || elements.get(0).equals("image") ? column : found;
            }
        }
        if (found == null) {
            List<String> columns = schema.getColumns().stream()
                    .map(column -> Quote.of(String.join(".", column.fieldPath().elements())))
                    .limit(MOST_NAMED)
                    .toList();
            throw new DatasetException(
                    file.toString(),
                    "has no column of pictures, which are bytes, or a struct with \"bytes\"; its columns: "
                            + String.join(", ", columns));
        }
        return found;
    }

    private static boolean isBytes(ColumnSchema column) {
        return column.type() == PhysicalType.BYTE_ARRAY && column.maxRepetitionLevel() == 0;
    }

    private static @Nullable ColumnSchema label(Path file, FileSchema schema, HubFeatures features)
            throws DatasetException {
        String name = features.label();
        ColumnSchema column = find(schema, FieldPath.of(name));
        if (column == null) {
            return null;
        }
        return switch (column.type()) {
            case INT32, INT64 -> column;
            default ->
                throw new DatasetException(
                        file.toString(),
                        "its column " + Quote.of(name) + " holds " + column.type() + ", not the numbers of classes");
        };
    }

    private static @Nullable ColumnSchema find(FileSchema schema, FieldPath path) {
        for (ColumnSchema column : schema.getColumns()) {
            if (column.fieldPath().equals(path) && column.maxRepetitionLevel() == 0) {
                return column;
            }
        }
        return null;
    }

    /** A column of one of its row groups, from its beginning. */
    ParquetColumn column(int group, ColumnSchema column) {
        return new ParquetColumn(file, groups.get(group).columns().get(column.columnIndex()), column);
    }

    /** Reads ranges that lie in the file, and no others. */
    private record Input(Path file) implements InputFile {
        @Override
        public void open() {}

        @Override
        public ByteBuffer readRange(long offset, int length) throws IOException {
            return ByteBuffer.wrap(new FileContent(file, "", offset, length).read());
        }

        @Override
        public long length() throws IOException {
            return Files.size(file);
        }

        @Override
        public String name() {
            return file.toString();
        }

        @Override
        public void close() {}
    }
}
