package vtp.loader.hub;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Held while one file is being downloaded, so that two pulls do not do the same work twice. The file is the one that
 * {@code huggingface_hub} locks. On Windows and macOS the two see each other's locks; on Linux they do not (flock
 * there, fcntl here), which does no harm: its downloads go to files with names of their own.
 *
 * <p>As there, the lock only saves work: a file system that knows no locks is used without. Whatever two pulls do at
 * once, they write the same bytes at the same places, and a blob is accepted by its size and sha256 only.
 */
final class LockFile {

    private static final Duration POLL = Duration.ofMillis(100);

    /** What is done while the lock is held. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException, InterruptedException;
    }

    private LockFile() {}

    /**
     * Waits for the lock, however long that takes, and does something with it held. The file stays: removing it would
     * split those who wait for it.
     *
     * @param whenWaiting run once if the lock is not free
     */
    static void hold(Path file, Runnable whenWaiting, Action action) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe would be waited for
            throw new FileSystemException(file.toString(), null, "is not a regular file; remove it");
        }
        // One channel for all tries: closing another one on the same file would drop the lock of a thread that has it.
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (!tryLock(channel)) {
                whenWaiting.run();
                do {
                    Thread.sleep(POLL);
                } while (!tryLock(channel));
            }
            action.run();
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by another thread of this process
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            return true; // no locks on this file system
        }
    }
}
