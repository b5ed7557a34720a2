package vtp.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The bytes of one opened file, or of a part of one, wherever they are kept. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface Bytes extends AutoCloseable {
    /**
     * Opens a file.
     *
     * @throws FileAccessException if there is none, it is no regular file, or it cannot be read
     */
    static Bytes open(Path path) throws IOException {
        return DiskFile.open(path);
    }

    /**
     * The bytes of a file held in memory by the caller, who keeps them alive and unchanged.
     *
     * @param name what messages call it
     */
    static Bytes ofMemory(String name, MemorySegment bytes) {
        return new InMemory(name, bytes.asReadOnly());
    }

    /** The file, as messages name it. */
    String name();

    /** Its length in bytes, when it was opened. */
    long size();

    /** Whether a read that goes back costs as much as reading all that lies before its place. */
    default boolean sequential() {
        return false;
    }

    /**
     * Copies {@code into.byteSize()} bytes.
     *
     * @param from the first of them; the caller has checked that all lie within {@link #size()}
     * @throws LoaderException if they cannot be read
     */
    void copy(long from, MemorySegment into) throws IOException;

    /**
     * A part of these bytes. Closing it changes nothing.
     *
     * @param name what messages call it
     * @throws IndexOutOfBoundsException if it does not lie within them
     */
    default Bytes slice(String name, long begin, long size) {
        Objects.checkFromIndexSize(begin, size, size());
        return new Part(name, this, begin, size);
    }

    @Override
    void close() throws IOException;

    /** What {@link #slice} returns. */
    record Part(String name, Bytes whole, long begin, long size) implements Bytes {
        @Override
        public boolean sequential() {
            return whole.sequential();
        }

        @Override
        public void copy(long from, MemorySegment into) throws IOException {
            whole.copy(begin + from, into);
        }

        @Override
        public void close() {}
    }

    /** What {@link #ofMemory} returns. */
    record InMemory(String name, MemorySegment segment) implements Bytes {
        @Override
        public long size() {
            return segment.byteSize();
        }

        @Override
        public void copy(long from, MemorySegment into) {
            MemorySegment.copy(segment, from, into, 0, into.byteSize());
        }

        @Override
        public void close() {}
    }
}
