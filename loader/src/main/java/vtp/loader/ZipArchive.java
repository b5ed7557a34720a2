package vtp.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import vtp.loader.ZipException.Kind;

/**
 * The entries of a zip archive, ZIP64 too, each of which can be read from any byte on. What NumPy and PyTorch write.
 *
 * <p>Opening reads and checks the directory only. Entries are stored or deflated; of stored ones nothing is held in
 * memory, of deflated ones a few kilobytes. All methods may be called by several threads at once.
 *
 * @since 0.1.0
 */
public final class ZipArchive implements AutoCloseable {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64 = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int DIRECTORY = 0x02014b50;
    private static final int DIRECTORY_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;

    private static final int LONGEST_COMMENT = 0xffff;
    /** A directory of a million entries is no array's or checkpoint's. */
    private static final long LONGEST_DIRECTORY = 64 << 20;

    private static final int ENCRYPTED = 1;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    /** How many bytes one byte of deflated data can become at most. */
    private static final long MOST_INFLATION = 1032;

    private static final int ZIP64_FIELD = 1;
    private static final long IN_ZIP64 = 0xffff_ffffL;

    /**
     * An entry, as the directory describes it.
     *
     * @param name any string, as the archive has it; never a path
     * @param size its bytes once inflated
     * @param storedBytes its bytes in the file
     * @param method 0 stored, 8 deflated
     * @param crc32 of the inflated bytes
     * @param headerBegin where its local header begins, in bytes from the beginning of the file
     */
    public record Entry(String name, long size, long storedBytes, int method, long crc32, long headerBegin) {}

    private final Bytes file;
    private final long directoryBegin;
    private final Map<String, Entry> entries;

    private ZipArchive(Bytes file, long directoryBegin, Map<String, Entry> entries) {
        this.file = file;
        this.directoryBegin = directoryBegin;
        this.entries = Collections.unmodifiableMap(entries);
    }

    /**
     * Opens an archive; {@link #close} closes the file.
     *
     * @throws ZipException if it is malformed
     * @throws FileAccessException if it cannot be read
     */
    public static ZipArchive open(Bytes file) throws IOException {
        long end = end(file);
        ByteBuffer record = read(file, end, END_BYTES);
        long count = Short.toUnsignedLong(record.getShort(10));
        long bytes = Integer.toUnsignedLong(record.getInt(12));
        long begin = Integer.toUnsignedLong(record.getInt(16));
        long disks = record.getInt(4);
        long directoryEnd = end;
        if (end >= LOCATOR_BYTES) {
            ByteBuffer locator = read(file, end - LOCATOR_BYTES, LOCATOR_BYTES);
            if (locator.getInt(0) == LOCATOR) {
                directoryEnd = locator.getLong(8);
                if (directoryEnd < 0 || directoryEnd > end - LOCATOR_BYTES - END64_BYTES) {
                    throw badDirectory(file, "its ZIP64 end record should be at byte " + directoryEnd);
                }
                ByteBuffer end64 = read(file, directoryEnd, END64_BYTES);
                if (end64.getInt(0) != END64) {
                    throw badDirectory(file, "no ZIP64 end record is at byte " + directoryEnd);
                }
                disks = end64.getLong(16);
                count = end64.getLong(32);
                bytes = end64.getLong(40);
                begin = end64.getLong(48);
            }
        }
        if (disks != 0) {
            throw new ZipException(Kind.UNSUPPORTED, file.name(), "is one of several parts of a zip archive");
        }
        if (begin < 0 || bytes < 0 || begin > directoryEnd || bytes > directoryEnd - begin) {
            throw badDirectory(
                    file,
                    "its directory should have " + Long.toUnsignedString(bytes) + " bytes from byte "
                            + Long.toUnsignedString(begin) + " on, but must end at byte " + directoryEnd);
        }
        if (bytes > LONGEST_DIRECTORY || count < 0 || count > bytes / DIRECTORY_BYTES) {
            throw badDirectory(file, "its directory of " + bytes + " bytes cannot have " + count + " entries");
        }
        return new ZipArchive(file, begin, directory(file, read(file, begin, (int) bytes), count));
    }

    /** Where the end record is: the last one that ends, with its comment, where the file ends. */
    private static long end(Bytes file) throws IOException {
        int bytes = (int) Math.min(file.size(), END_BYTES + LONGEST_COMMENT);
        ByteBuffer tail = read(file, file.size() - bytes, bytes);
        for (int at = bytes - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END && at + END_BYTES + Short.toUnsignedInt(tail.getShort(at + 20)) == bytes) {
                return file.size() - bytes + at;
            }
        }
        String found = FileKind.of(file)
                .filter(kind -> !kind.contains("zip"))
                .map(kind -> "begins as " + kind + ", but has no zip directory at its end")
                .orElse("has no zip directory at its end");
        throw new ZipException(
                Kind.NO_END, file.name(), found + ": not a zip archive, or cut short; download or copy it again");
    }

    private static Map<String, Entry> directory(Bytes file, ByteBuffer directory, long count) throws ZipException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            int at = directory.position();
            if (directory.remaining() < DIRECTORY_BYTES || directory.getInt(at) != DIRECTORY) {
                throw badDirectory(file, "its directory ends after " + i + " of " + count + " entries");
            }
            int nameBytes = Short.toUnsignedInt(directory.getShort(at + 28));
            int extraBytes = Short.toUnsignedInt(directory.getShort(at + 30));
            int commentBytes = Short.toUnsignedInt(directory.getShort(at + 32));
            if (directory.remaining() - DIRECTORY_BYTES < nameBytes + extraBytes + commentBytes) {
                throw badDirectory(file, "entry " + i + " of its directory is cut short");
            }
            byte[] name = new byte[nameBytes];
            directory.get(at + DIRECTORY_BYTES, name);
            Entry entry = entry(
                    file,
                    new String(name, StandardCharsets.UTF_8),
                    directory.slice(at, DIRECTORY_BYTES).order(ByteOrder.LITTLE_ENDIAN),
                    directory
                            .slice(at + DIRECTORY_BYTES + nameBytes, extraBytes)
                            .order(ByteOrder.LITTLE_ENDIAN));
            if (entries.put(entry.name(), entry) != null) {
                throw new ZipException(
                        Kind.DUPLICATE_NAME, file.name(), "has the entry " + Quote.of(entry.name()) + " twice");
            }
            directory.position(at + DIRECTORY_BYTES + nameBytes + extraBytes + commentBytes);
        }
        requireApart(file, entries.values());
        return entries;
    }

    /** No byte belongs to two entries, as in archives that inflate to more than their bytes could. */
    private static void requireApart(Bytes file, Collection<Entry> entries) throws ZipException {
        long end = 0;
        for (Entry entry : entries.stream()
                .sorted(Comparator.comparingLong(Entry::headerBegin))
                .toList()) {
            if (entry.headerBegin() < end) {
                throw badDirectory(
                        file,
                        "its entry " + Quote.of(entry.name()) + " begins at byte " + entry.headerBegin()
                                + ", in the one before, which ends at byte " + end);
            }
            // Whether an entry lies in the file is seen when it is opened.
            long least = LOCAL_BYTES + Math.min(entry.storedBytes(), file.size());
            end = Math.min(entry.headerBegin(), file.size()) + least;
        }
    }

    private static Entry entry(Bytes file, String name, ByteBuffer fields, ByteBuffer extra) throws ZipException {
        if ((fields.getShort(8) & ENCRYPTED) != 0) {
            throw new ZipException(Kind.UNSUPPORTED, file.name(), "the entry " + Quote.of(name) + " is encrypted");
        }
        ByteBuffer large = zip64(extra);
        long size = field(fields, 24, large, file, name);
        long stored = field(fields, 20, large, file, name);
        long begin = field(fields, 42, large, file, name);
        int method = Short.toUnsignedInt(fields.getShort(10));
        long crc = Integer.toUnsignedLong(fields.getInt(16));
        return new Entry(name, size, stored, method, crc, begin);
    }

    /** The extra field that has the numbers that need more than 32 bits, in a fixed order; empty if there is none. */
    private static ByteBuffer zip64(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int bytes = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
            if (id == ZIP64_FIELD) {
                return extra.slice(extra.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + bytes);
        }
        return ByteBuffer.allocate(0);
    }

    private static long field(ByteBuffer fields, int at, ByteBuffer large, Bytes file, String name)
            throws ZipException {
        long value = Integer.toUnsignedLong(fields.getInt(at));
        if (value != IN_ZIP64) {
            return value;
        }
        value = large.remaining() < Long.BYTES ? -1 : large.getLong();
        if (value < 0) {
            throw badDirectory(file, "the ZIP64 numbers of its entry " + Quote.of(name) + " are missing or negative");
        }
        return value;
    }

    private static ZipException badDirectory(Bytes file, String problem) {
        return new ZipException(
                Kind.BAD_DIRECTORY,
                file.name(),
                "is a damaged zip archive, " + file.size() + " bytes long: " + problem);
    }

    private static ByteBuffer read(Bytes file, long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        file.copy(from, MemorySegment.ofArray(bytes));
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The archive's file, as messages name it. */
    public String name() {
        return file.name();
    }

    /** The entries by name, in the directory's order. */
    public Map<String, Entry> entries() {
        return entries;
    }

    /**
     * The bytes of an entry, inflated. Of a deflated one they are best read from first to last: to go back is to begin
     * again. Whoever reads one to its end is told if its checksum is wrong; that of stored ones is not computed.
     *
     * @throws ZipException if the entry is not where the directory says, or is compressed in another way
     */
    public Bytes open(Entry entry) throws IOException {
        String name = file.name() + ", entry " + Quote.of(entry.name());
        if (entry.method() != STORED && entry.method() != DEFLATED) {
            throw new ZipException(
                    Kind.UNSUPPORTED, name, "is compressed by zip method " + entry.method() + "; save it uncompressed");
        }
        if (entry.headerBegin() > directoryBegin - LOCAL_BYTES) {
            throw badEntry(name, "should begin at byte " + entry.headerBegin());
        }
        ByteBuffer header = read(file, entry.headerBegin(), LOCAL_BYTES);
        if (header.getInt(0) != LOCAL) {
            throw badEntry(name, "does not begin at byte " + entry.headerBegin());
        }
        long begin = entry.headerBegin()
                + LOCAL_BYTES
                + Short.toUnsignedInt(header.getShort(26))
                + Short.toUnsignedInt(header.getShort(28));
        if (begin > directoryBegin || entry.storedBytes() > directoryBegin - begin) {
            throw badEntry(name, "should have " + entry.storedBytes() + " bytes from byte " + begin + " on");
        }
        if (entry.method() == DEFLATED) {
            if (entry.size() / MOST_INFLATION > entry.storedBytes()) {
                throw badEntry(name, "has " + entry.storedBytes() + " bytes, which cannot inflate to " + entry.size());
            }
            return new InflatedBytes(name, file, begin, entry);
        }
        if (entry.size() != entry.storedBytes()) {
            throw badEntry(
                    name, "is stored, but said to have " + entry.storedBytes() + " and " + entry.size() + " bytes");
        }
        return file.slice(name, begin, entry.size());
    }

    private ZipException badEntry(String name, String problem) {
        return new ZipException(
                Kind.BAD_ENTRY, name, problem + "; the zip archive's entries end at byte " + directoryBegin);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
