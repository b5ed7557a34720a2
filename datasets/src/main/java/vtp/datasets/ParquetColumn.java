package vtp.datasets;

import dev.hardwood.internal.metadata.PageHeader;
import dev.hardwood.internal.metadata.PageHeader.PageType;
import dev.hardwood.internal.reader.Dictionary;
import dev.hardwood.internal.reader.Page;
import dev.hardwood.internal.reader.PageDecoder;
import dev.hardwood.internal.thrift.PageHeaderReader;
import dev.hardwood.internal.thrift.ThriftCompactReader;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.schema.ColumnSchema;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One column of a row group, from its first page to its last; pages without a row that is asked for are passed over by
 * their headers. One thread at a time.
 *
 * <p>Hardwood's public readers decode many pages ahead on threads of their own, hundreds of megabytes of pictures, and
 * unpack Snappy by native code only. So this takes its decoder of single pages, which is internal to it.
 */
final class ParquetColumn {
    private static final int HEADER_BYTES = 1 << 12;
    private static final int LONGEST_HEADER_BYTES = 1 << 20;
    /** Sixteen times the rows that pyarrow puts in a row group. */
    private static final int MOST_VALUES = 1 << 24;

    private static final PageCodecs CODECS = new PageCodecs();

    private final Path file;
    private final ColumnSchema column;
    private final ColumnMetaData metadata;
    private final long endBytes;
    private long atBytes;
    private long nextRow;
    private @Nullable Dictionary dictionary;
    private @Nullable Rows current;

    ParquetColumn(Path file, ColumnChunk chunk, ColumnSchema column) {
        this.file = file;
        this.column = column;
        this.metadata = chunk.metaData();
        this.atBytes = chunk.chunkStartOffset();
        this.endBytes = Math.addExact(atBytes, metadata.totalCompressedSize());
    }

    /** The values of one page, for rows from {@code first} on. */
    record Rows(long first, Page page) {
        boolean has(long row) {
            return row >= first && row < first + page.size();
        }

        byte @Nullable [] bytes(long row) {
            int index = (int) (row - first);
            return page.isNull(index) ? null : ((Page.ByteArrayPage) page).get(index);
        }

        @Nullable
        Long number(long row) {
            int index = (int) (row - first);
            if (page.isNull(index)) {
                return null;
            }
            return page instanceof Page.IntPage ints ? (long) ints.get(index) : ((Page.LongPage) page).get(index);
        }
    }

    /** Whether a row lies before all that {@link #at} can still give. */
    boolean isPast(long row) {
        return row < (current == null ? nextRow : current.first);
    }

    /**
     * Returns the page with a row of the group.
     *
     * @param row from 0, not {@link #isPast past}
     * @throws IOException or a RuntimeException if the file is malformed
     */
    Rows at(long row) throws IOException {
        while (current == null || !current.has(row)) {
            if (atBytes >= endBytes) {
                throw new IOException("the column " + column.fieldPath() + " ends after " + nextRow + " rows");
            }
            advance(row);
        }
        return current;
    }

    private void advance(long row) throws IOException {
        long begin = atBytes;
        ThriftCompactReader reader = new ThriftCompactReader(read(begin, HEADER_BYTES));
        PageHeader header;
        try {
            header = PageHeaderReader.read(reader);
        } catch (EOFException e) {
            reader = new ThriftCompactReader(read(begin, LONGEST_HEADER_BYTES));
            header = PageHeaderReader.read(reader);
        }
        int headerBytes = reader.getBytesRead();
        long length = (long) headerBytes + header.compressedPageSize();
        if (length > endBytes - begin || length > Integer.MAX_VALUE) {
            throw new IOException("a page of " + length + " bytes does not end in its column");
        }
        atBytes = begin + length;
        if (header.type() == PageType.DICTIONARY_PAGE) {
            dictionary = dictionary(header, read(begin, (int) length).slice(headerBytes, header.compressedPageSize()));
        } else if (header.type() != PageType.INDEX_PAGE) {
            int values = values(header);
            if (row < nextRow + values) {
                Page page = new PageDecoder(metadata, column, CODECS).decodePage(read(begin, (int) length), dictionary);
                current = new Rows(nextRow, page);
            }
            nextRow += values;
        }
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        return ByteBuffer.wrap(new FileContent(file, "", offset, Math.min(length, endBytes - offset)).read());
    }

    private static int values(PageHeader header) throws IOException {
        int values;
        if (header.type() == PageType.DATA_PAGE) {
            values = header.dataPageHeader().numValues();
        } else {
            values = header.dataPageHeaderV2().numValues();
            long levels = (long) header.dataPageHeaderV2().repetitionLevelsByteLength()
                    + header.dataPageHeaderV2().definitionLevelsByteLength();
            if (levels > header.compressedPageSize()) {
                throw new IOException("a page has " + levels + " bytes of levels and is shorter");
            }
        }
        if (values < 0 || values > MOST_VALUES) {
            throw new IOException("a page of " + values + " values; at most " + MOST_VALUES + " are read");
        }
        return values;
    }

    private Dictionary dictionary(PageHeader header, ByteBuffer packed) throws IOException {
        byte[] bytes = CODECS.getDecompressor(metadata.codec()).decompress(packed, header.uncompressedPageSize());
        int values = header.dictionaryPageHeader().numValues();
        if (values < 0 || values > bytes.length / Integer.BYTES) {
            throw new IOException("a dictionary of " + values + " values in " + bytes.length + " bytes");
        }
        return Dictionary.parse(bytes, values, column.type(), column.typeLength());
    }
}
