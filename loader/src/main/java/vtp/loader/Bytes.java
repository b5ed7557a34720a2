package vtp.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The bytes of one opened file, wherever they are kept. Safe for use by several threads. */
interface Bytes extends AutoCloseable {
    /** The file, as messages name it. */
    String name();

    /** Its length when it was opened. */
    long size();

    /** Copies {@code into.byteSize()} bytes from {@code from} on, which the caller has checked to lie within {@link #size()}. */
    void copy(long from, MemorySegment into) throws IOException;

    @Override
    void close() throws IOException;

    /** Bytes held in memory by the caller, who keeps them alive and unchanged. */
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
