package vtp.loader;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import vtp.loader.FileAccessException.Kind;

/**
 * A file that is copied from by positional reads.
 *
 * <p>It is read, not mapped. Each page of a mapping costs a fault, and each unmapping flushes the address caches (TLBs)
 * of the cores that run other threads: where that is costly, a mapping takes several times as long as the copy. And
 * when a file is cut short meanwhile, a read ends early, while the load of a page that is gone could end the JVM.
 */
final class DiskFile implements Bytes {
    /** Bytes read at once for the heap: few enough for the cache, and for malloc to have them without a system call. */
    private static final int BUFFER_BYTES = 1 << 16;

    private static final long LARGEST_READ_BYTES = 1 << 30;

    private final String name;
    private final FileChannel channel;
    private final long size;

    private DiskFile(String name, FileChannel channel, long size) {
        this.name = name;
        this.channel = channel;
        this.size = size;
    }

    static DiskFile open(Path path) throws IOException {
        String name = path.toString();
        // A pipe would block for ever, a device has no length.
        if (!Files.isRegularFile(path)) {
            throw notAFile(path, name);
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw FileAccessException.unreadable(name, e);
        }
        try {
            return new DiskFile(name, channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw FileAccessException.unreadable(name, e);
        }
    }

    private static FileAccessException notAFile(Path path, String name) {
        if (Files.exists(path)) {
            return new FileAccessException(Kind.UNREADABLE, name, "is not a regular file", null);
        }
        String problem = Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? "is a link to a file that does not exist"
                : "does not exist";
        return new FileAccessException(Kind.NOT_FOUND, name, problem, null);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    /** The system writes to memory outside the heap only; what goes to an array is copied once more. */
    @Override
    public void copy(long from, MemorySegment into) throws IOException {
        if (into.isNative()) {
            read(from, into);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.min(BUFFER_BYTES, Math.max(1, into.byteSize())));
            for (long done = 0; done < into.byteSize(); ) {
                MemorySegment piece = buffer.asSlice(0, Math.min(BUFFER_BYTES, into.byteSize() - done));
                read(from + done, piece);
                MemorySegment.copy(piece, 0, into, done, piece.byteSize());
                done += piece.byteSize();
            }
        }
    }

    private void read(long from, MemorySegment into) throws IOException {
        try {
            for (long done = 0; done < into.byteSize(); ) {
                long bytes = Math.min(LARGEST_READ_BYTES, into.byteSize() - done);
                int count = channel.read(into.asSlice(done, bytes).asByteBuffer(), from + done);
                if (count < 0) {
                    throw shrank(from + into.byteSize());
                }
                done += count;
            }
        } catch (FileAccessException e) {
            throw e;
        } catch (IOException e) {
            throw FileAccessException.unreadable(name, e);
        }
    }

    private FileAccessException shrank(long end) throws IOException {
        String problem = "has " + channel.size() + " bytes left of " + size + ", and byte " + end
                + " is needed: it was cut short while being read; leave it alone, or restore it, and try again";
        return new FileAccessException(Kind.SHRANK, name, problem, null);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
