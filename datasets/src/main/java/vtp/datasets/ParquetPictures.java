package vtp.datasets;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a row group, which many threads read almost in order: the last two pages are kept, and whoever comes
 * later for one before them reads the group again from its beginning.
 */
final class ParquetPictures {
    private final ParquetFile file;
    private final int group;
    private @Nullable ParquetColumn column;
    private ParquetColumn.@Nullable Rows before;
    private ParquetColumn.@Nullable Rows last;

    ParquetPictures(ParquetFile file, int group) {
        this.file = file;
        this.group = group;
    }

    /**
     * Reads the picture of a row of the group.
     *
     * @throws DatasetException if there is none, or the file cannot be read
     */
    synchronized byte[] read(long row) throws IOException {
        ParquetColumn.Rows rows = ParquetFile.guarded(file.file(), () -> page(row));
        byte[] bytes = rows.bytes(row);
        if (bytes == null) {
            throw new DatasetException(file.file().toString(), "there are no bytes of the picture in the file");
        }
        return bytes;
    }

    private ParquetColumn.Rows page(long row) throws IOException {
        if (last != null && last.has(row)) {
            return last;
        }
        if (before != null && before.has(row)) {
            return before;
        }
        if (column == null || column.isPast(row)) {
            column = file.column(group, file.picture());
        }
        before = last;
        last = column.at(row);
        return last;
    }
}
