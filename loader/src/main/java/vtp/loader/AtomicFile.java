package vtp.loader;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import org.jspecify.annotations.Nullable;
import vtp.loader.FileAccessException.Kind;

/**
 * A file that appears whole or not at all: it is written beside its place under a temporary name, synchronised to the
 * disk, and renamed on {@link #commit}. Without that, {@link #close} and the end of the JVM, Ctrl-C included, remove
 * it, and what stood in its place before is untouched.
 *
 * <pre>{@code
 * try (AtomicFile file = AtomicFile.open(target, AtomicFile.Existing.REPLACE)) {
 *     ImageIO.write(picture, "png", file.stream());
 *     file.commit();
 * }
 * }</pre>
 *
 * <p>A link is followed to the file it names; a device or a pipe is written to directly. One thread at a time.
 *
 * @since 0.1.0
 */
public final class AtomicFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    /** What to do if the target exists. */
    public enum Existing {
        /** Take its place, with its permissions. */
        REPLACE,
        /** Keep it and fail, both at the beginning and if it appears in the meantime. */
        KEEP
    }

    private final Path target;
    private final Existing existing;
    /** Where it is written; null if directly, to a device or a pipe. */
    private final @Nullable TemporaryFile written;

    private final FileChannel channel;
    private final OutputStream stream;
    private final Thread remover;
    private @Nullable IOException failure;

    private AtomicFile(Path target, Existing existing, @Nullable TemporaryFile written, FileChannel channel) {
        this.target = target;
        this.existing = existing;
        this.written = written;
        this.channel = channel;
        this.stream = new BufferedOutputStream(Channels.newOutputStream(new Guarded()), BUFFER_BYTES);
        this.remover = Thread.ofPlatform().unstarted(this::remove);
    }

    /**
     * Begins to write.
     *
     * @throws FileAccessException if the target is to be kept and exists, or is a folder, or its folder cannot be
     *     written
     */
    public static AtomicFile open(Path path, Existing existing) throws IOException {
        String name = path.toString();
        if (Files.isDirectory(path)) {
            throw new FileAccessException(Kind.UNWRITABLE, name, "is a folder; name a file", null);
        }
        if (existing == Existing.KEEP && Files.exists(path)) {
            throw exists(path, null);
        }
        try {
            Path target = Files.exists(path) ? path.toRealPath() : path;
            boolean direct = Files.exists(target) && !Files.isRegularFile(target);
            if (direct) {
                FileChannel device = FileChannel.open(target, StandardOpenOption.WRITE);
                return new AtomicFile(target, existing, null, device).begin();
            }
            TemporaryFile written = TemporaryFile.beside(target);
            return new AtomicFile(target, existing, written, written.channel()).begin();
        } catch (IOException e) {
            throw FileAccessException.unwritable(name, e);
        }
    }

    private AtomicFile begin() throws IOException {
        try {
            Runtime.getRuntime().addShutdownHook(remover);
            copyPermissions();
            return this;
        } catch (IllegalStateException e) {
            close();
            throw new IOException("the program is ending", e);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Deletes the temporary files that killed processes have left in a folder: at once where the writer is known to be
     * dead, which Linux can tell of a process on this machine; elsewhere after an hour in which nobody has touched the
     * file. What cannot be listed or deleted stays.
     */
    public static void deleteRemains(Path folder) {
        TemporaryFile.deleteAbandoned(folder);
    }

    /** What to write to, buffered. Closing it changes nothing. */
    public OutputStream stream() {
        return stream;
    }

    /** What to write large pieces to; not to be mixed with {@link #stream}. Closing it changes nothing. */
    public WritableByteChannel channel() {
        return new Guarded();
    }

    /** The file to be written. */
    public Path target() {
        return target;
    }

    /**
     * Puts the file in its place.
     *
     * @throws FileAccessException if a write has failed, now or before, or the target is to be kept and exists by now
     */
    public void commit() throws IOException {
        stream.flush();
        if (failure != null) {
            throw failure;
        }
        try {
            if (written == null) {
                channel.close();
                return;
            }
            channel.force(true);
            if (!written.isLocked()) {
                channel.close(); // Windows does not rename open files
            }
            if (existing == Existing.REPLACE) {
                Files.move(written.path(), target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                moveIfAbsent(written.path());
            }
            channel.close();
            synchroniseName(target);
        } catch (FileAlreadyExistsException e) {
            throw exists(target, e);
        } catch (IOException e) {
            throw FileAccessException.unwritable(target.toString(), e);
        }
    }

    /** A hard link fails if its name exists, where a rename would replace it; not all file systems have links. */
    private void moveIfAbsent(Path from) throws IOException {
        try {
            Files.createLink(target, from);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(from, target);
        }
    }

    /** Writes a file's name in its folder through to the disk. Windows cannot open a folder, and need not. */
    public static void synchroniseName(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        } catch (IOException ignored) {
            // The name is there; only a power cut in this moment could still undo it.
        }
    }

    private static FileAccessException exists(Path path, @Nullable IOException cause) {
        return new FileAccessException(
                Kind.EXISTS, path.toString(), "exists already, and is not to be replaced", cause);
    }

    private void copyPermissions() throws IOException {
        if (written == null) {
            return;
        }
        PosixFileAttributeView now = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        PosixFileAttributeView then = Files.getFileAttributeView(written.path(), PosixFileAttributeView.class);
        if (now != null && then != null && Files.exists(target)) {
            then.setPermissions(now.readAttributes().permissions());
        }
    }

    /** Removes what was not committed. */
    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(remover);
        } catch (IllegalStateException ignored) {
            // The program is ending: the hook runs, or has run.
        }
        try {
            channel.close();
        } finally {
            remove();
        }
    }

    private void remove() {
        if (written == null) {
            return;
        }
        try {
            written.delete();
        } catch (IOException ignored) {
            // Nothing more can be done about it, and what was asked for has succeeded or has failed with its own
            // message.
        }
    }

    /**
     * The channel with the target's name in its errors, the first of which it keeps: not every library passes them on.
     */
    private final class Guarded implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            try {
                return channel.write(source);
            } catch (IOException e) {
                FileAccessException typed = FileAccessException.unwritable(target.toString(), e);
                failure = failure == null ? typed : failure;
                throw typed;
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() {}
    }
}
