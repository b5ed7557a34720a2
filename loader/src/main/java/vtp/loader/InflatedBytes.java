package vtp.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import vtp.loader.ZipException.Kind;

/**
 * A deflated zip entry, inflated as far as it is asked for. One position is kept: what comes after it is inflated from
 * there, what comes before it from the beginning again. It never gives more than the size that the directory says.
 */
final class InflatedBytes implements Bytes {
    private static final int PIECE_BYTES = 1 << 16;

    private final String name;
    private final Bytes file;
    private final long begin;
    private final ZipArchive.Entry entry;

    /** Empty before the first read and after {@link #close}, and no larger than the entry: there may be thousands. */
    private byte[] input = new byte[0];

    private byte[] output = new byte[0];
    private @Nullable Inflater inflater;
    private final CRC32 crc = new CRC32();
    /** How many bytes have been inflated, and how many have been read for it. */
    private long position;

    private long consumed;

    InflatedBytes(String name, Bytes file, long begin, ZipArchive.Entry entry) {
        this.name = name;
        this.file = file;
        this.begin = begin;
        this.entry = entry;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return entry.size();
    }

    @Override
    public boolean sequential() {
        return true;
    }

    @Override
    public synchronized void copy(long from, MemorySegment into) throws IOException {
        Inflater current = from < position || inflater == null ? restart() : inflater;
        while (position < from) {
            inflate(current, (int) Math.min(PIECE_BYTES, from - position));
        }
        for (long done = 0; done < into.byteSize(); ) {
            int count = inflate(current, (int) Math.min(PIECE_BYTES, into.byteSize() - done));
            MemorySegment.copy(MemorySegment.ofArray(output), 0, into, done, count);
            done += count;
        }
        if (position == entry.size() && into.byteSize() > 0) {
            checkEnd(current);
        }
    }

    private Inflater restart() {
        close();
        input = new byte[(int) Math.min(PIECE_BYTES, entry.storedBytes())];
        output = new byte[(int) Math.max(1, Math.min(PIECE_BYTES, entry.size()))];
        inflater = new Inflater(true);
        crc.reset();
        position = 0;
        consumed = 0;
        return inflater;
    }

    /** Puts at least one and at most {@code most} bytes to the beginning of {@link #output}. */
    private int inflate(Inflater current, int most) throws IOException {
        int count = inflated(current, most);
        if (count == 0) {
            throw damaged("ends after " + position + " of " + entry.size() + " bytes");
        }
        crc.update(ByteBuffer.wrap(output, 0, count));
        position += count;
        return count;
    }

    /** The same, but 0 at the end. */
    private int inflated(Inflater current, int most) throws IOException {
        try {
            while (true) {
                int count = current.inflate(output, 0, most);
                if (count > 0 || current.finished() || current.needsDictionary()) {
                    return count;
                }
                int more = (int) Math.min(input.length, entry.storedBytes() - consumed);
                if (more == 0) {
                    return 0;
                }
                file.copy(begin + consumed, MemorySegment.ofArray(input).asSlice(0, more));
                consumed += more;
                current.setInput(input, 0, more);
            }
        } catch (DataFormatException e) {
            throw damaged("cannot be inflated after byte " + position + ": " + e.getMessage());
        }
    }

    private void checkEnd(Inflater current) throws IOException {
        if (inflated(current, 1) > 0) {
            throw damaged("goes on after the " + entry.size() + " bytes that it is said to have");
        }
        if (crc.getValue() != entry.crc32()) {
            throw damaged("has the checksum " + Long.toHexString(crc.getValue()) + ", not "
                    + Long.toHexString(entry.crc32()));
        }
    }

    private ZipException damaged(String problem) {
        return new ZipException(Kind.DAMAGED, name, problem + ": damaged; download or copy it again");
    }

    /** Forgets the position and frees what is needed to go on from it; the next read begins anew. */
    @Override
    public synchronized void close() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
        input = new byte[0];
        output = new byte[0];
    }
}
