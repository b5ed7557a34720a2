package vtp.loader;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import vtp.loader.FileAccessException.Kind;

/**
 * A file that is copied from through short-lived mappings.
 *
 * <p>Each window is mapped in an arena of its own, copied, and unmapped, so that no page of a mapping counts as resident
 * once it has been read. Nobody but {@link MemorySegment#copy} ever touches a mapping: that one turns the fault of a page
 * that is no longer there into an {@link InternalError}, where an ordinary or vector load could end the JVM.
 */
final class MappedFile implements Bytes {
    /** Windows of 4 to 16 MB were copied fastest, 13 GB/s; smaller ones pay for the mapping, larger ones for the cache. */
    private static final long WINDOW_BYTES = 16 << 20;

    private final String name;
    private final FileChannel channel;
    private final long size;

    private MappedFile(String name, FileChannel channel, long size) {
        this.name = name;
        this.channel = channel;
        this.size = size;
    }

    static MappedFile open(Path path) throws IOException {
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
            return new MappedFile(name, channel, channel.size());
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

    @Override
    public void copy(long from, MemorySegment into) throws IOException {
        for (long done = 0; done < into.byteSize(); ) {
            long bytes = Math.min(WINDOW_BYTES, into.byteSize() - done);
            copyWindow(from + done, into.asSlice(done, bytes));
            done += bytes;
        }
    }

    private void copyWindow(long from, MemorySegment into) throws IOException {
        long bytes = into.byteSize();
        try {
            checkStillThere(from + bytes);
            try (Arena window = Arena.ofConfined()) {
                MemorySegment.copy(channel.map(MapMode.READ_ONLY, from, bytes, window), 0, into, 0, bytes);
            }
            // If only the end of the last page was cut off, it reads as zeros without a fault. And the JVM may deliver
            // a
            // fault's error late: at the unmapping, or here, but no later than these calls into the system.
            checkStillThere(from + bytes);
        } catch (FileAccessException e) {
            throw e;
        } catch (IOException | InternalError e) {
            throw explain(e, from, from + bytes);
        }
    }

    /** A failure to copy is put down to the file's length if that is now too short. */
    private FileAccessException explain(Throwable failure, long from, long end) {
        try {
            checkStillThere(end);
        } catch (FileAccessException shrank) {
            return shrank;
        } catch (IOException e) {
            return FileAccessException.unreadable(name, e);
        }
        IOException cause = failure instanceof IOException e
                ? e
                : new IOException("the storage failed within bytes " + from + " to " + end, failure);
        return FileAccessException.unreadable(name, cause);
    }

    private void checkStillThere(long end) throws IOException {
        long now = channel.size();
        if (now < end) {
            String problem =
                    "has " + now + " bytes left of " + size + ", and byte " + end + " is needed: it was cut short"
                            + " while being read; leave it alone, or restore it, and try again";
            throw new FileAccessException(Kind.SHRANK, name, problem, null);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
