package vtp.loader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Writes a zip archive of stored entries, from first to last: ZIP64 where a size or a place needs it. The same entries
 * give the same bytes: every entry is dated 1980-01-01.
 *
 * <p>Entries are announced with their size, then written in pieces of any size. One thread at a time.
 *
 * @since 0.1.0
 */
public final class ZipWriter {
    private static final int LOCAL = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int DIRECTORY = 0x02014b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR = 0x07064b50;
    private static final int END = 0x06054b50;

    private static final short VERSION = 20;
    private static final short VERSION_ZIP64 = 45;
    /** The checksum follows the data, and names are UTF-8. */
    private static final short FLAGS = 1 << 3 | 1 << 11;

    private static final short FIRST_OF_JANUARY_1980 = 1 << 5 | 1;
    private static final long LARGEST = 0xffff_fffeL;
    private static final int MOST = 0xfffe;
    private static final long LARGEST_WRITE_BYTES = 64 << 20;
    private static final int BUFFER_BYTES = 1 << 16;

    private final WritableByteChannel channel;
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private final Set<String> names = new HashSet<>();
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long position;
    private String name = "";
    private long size;
    private long begin;
    private long given;

    /**
     * Begins an archive.
     *
     * @param channel where to; it is not closed
     */
    public ZipWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Begins an entry; the one before must be complete.
     *
     * @param entryName its name, at most 65,535 bytes of UTF-8
     * @param entryBytes how many bytes follow
     * @throws IllegalArgumentException if there is one of this name
     * @throws IllegalStateException if data of the entry before is missing
     */
    public void begin(String entryName, long entryBytes) throws IOException {
        end();
        byte[] utf8 = entryName.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 0xffff || !names.add(entryName)) {
            throw new IllegalArgumentException("a name too long, or there twice: " + Quote.of(entryName));
        }
        name = entryName;
        size = entryBytes;
        begin = position;
        given = 0;
        crc.reset();
        boolean large = size > LARGEST;
        ByteBuffer header = buffer(30 + utf8.length + 20);
        header.putInt(LOCAL).putShort(large ? VERSION_ZIP64 : VERSION).putShort(FLAGS);
        header.putShort((short) 0).putShort((short) 0).putShort(FIRST_OF_JANUARY_1980);
        header.putInt(0).putInt(large ? -1 : 0).putInt(large ? -1 : 0);
        header.putShort((short) utf8.length).putShort((short) (large ? 20 : 0)).put(utf8);
        if (large) {
            // Its presence says that the numbers after the data have 64 bits.
            header.putShort((short) 1).putShort((short) 16).putLong(size).putLong(size);
        }
        put(header.flip());
    }

    /**
     * Writes the next bytes of the entry.
     *
     * @throws IllegalArgumentException if that is more than was announced
     */
    public void write(MemorySegment data) throws IOException {
        if (data.byteSize() > size - given) {
            throw new IllegalArgumentException(
                    "announced " + size + " bytes of " + Quote.of(name) + ", but given " + (given + data.byteSize()));
        }
        given += data.byteSize();
        long most = data.isNative() ? LARGEST_WRITE_BYTES : buffer.length;
        for (long at = 0; at < data.byteSize(); at += most) {
            MemorySegment piece = data.asSlice(at, Math.min(most, data.byteSize() - at));
            if (!data.isNative()) {
                MemorySegment bytes = MemorySegment.ofArray(buffer).asSlice(0, piece.byteSize());
                piece = bytes.copyFrom(piece); // an array of floats is no ByteBuffer
            }
            crc.update(piece.asByteBuffer());
            put(piece.asByteBuffer());
        }
    }

    /**
     * Ends the archive.
     *
     * @throws IllegalStateException if data is missing
     */
    public void finish() throws IOException {
        end();
        long directoryBegin = position;
        put(ByteBuffer.wrap(directory.toByteArray()));
        long directoryBytes = position - directoryBegin;
        int count = names.size();
        ByteBuffer end = buffer(56 + 20 + 22);
        if (count > MOST || directoryBegin > LARGEST || directoryBytes > LARGEST) {
            long end64 = position;
            end.putInt(END64)
                    .putLong(44)
                    .putShort(VERSION_ZIP64)
                    .putShort(VERSION_ZIP64)
                    .putInt(0)
                    .putInt(0);
            end.putLong(count).putLong(count).putLong(directoryBytes).putLong(directoryBegin);
            end.putInt(LOCATOR).putInt(0).putLong(end64).putInt(1);
        }
        short entries = (short) Math.min(count, 0xffff);
        end.putInt(END).putInt(0).putShort(entries).putShort(entries);
        end.putInt((int) Math.min(directoryBytes, 0xffff_ffffL));
        end.putInt((int) Math.min(directoryBegin, 0xffff_ffffL)).putShort((short) 0);
        put(end.flip());
    }

    private void end() throws IOException {
        if (given < size) {
            throw new IllegalStateException(
                    "data ends " + (size - given) + " bytes before the end of " + Quote.of(name));
        }
        if (names.isEmpty()) {
            return;
        }
        boolean large = size > LARGEST;
        ByteBuffer descriptor = buffer(24).putInt(DESCRIPTOR).putInt((int) crc.getValue());
        if (large) {
            descriptor.putLong(size).putLong(size);
        } else {
            descriptor.putInt((int) size).putInt((int) size);
        }
        put(descriptor.flip());
        describe(large);
    }

    private void describe(boolean large) {
        boolean far = begin > LARGEST;
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        short version = large || far ? VERSION_ZIP64 : VERSION;
        int extraBytes = (large ? 16 : 0) + (far ? 8 : 0);
        ByteBuffer entry = buffer(46 + utf8.length + 4 + extraBytes);
        entry.putInt(DIRECTORY).putShort(version).putShort(version).putShort(FLAGS);
        entry.putShort((short) 0).putShort((short) 0).putShort(FIRST_OF_JANUARY_1980);
        entry.putInt((int) crc.getValue()).putInt(large ? -1 : (int) size).putInt(large ? -1 : (int) size);
        entry.putShort((short) utf8.length).putShort((short) (extraBytes == 0 ? 0 : 4 + extraBytes));
        entry.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
        entry.putInt(far ? -1 : (int) begin).put(utf8);
        if (extraBytes > 0) {
            entry.putShort((short) 1).putShort((short) extraBytes);
        }
        if (large) {
            entry.putLong(size).putLong(size);
        }
        if (far) {
            entry.putLong(begin);
        }
        byte[] bytes = new byte[entry.flip().remaining()];
        entry.get(bytes);
        directory.writeBytes(bytes);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void put(ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
