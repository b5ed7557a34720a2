package vtp.loader;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file under a temporary name, which its writer keeps locked as long as it lives. The name holds the boot id of the
 * Linux that runs the writer. Where that is ours, a lock that is free proves that the writer is dead, whatever
 * container it was in. Of files of other machines, and where there are no locks, only the age tells.
 *
 * @param isLocked whether the lock is held, until the channel is closed
 */
record TemporaryFile(Path path, FileChannel channel, boolean isLocked) {
    private static final String START = ".vtp-";
    private static final String END = ".tmp";
    private static final Duration OLD = Duration.ofHours(1);

    /** The first 12 digits of the number that Linux draws when it starts; empty elsewhere. */
    private static final String KERNEL = kernel();

    /** The names of files that this process is writing: to open and close one would give its lock up. */
    private static final Set<String> OURS = ConcurrentHashMap.newKeySet();

    private static String kernel() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).substring(0, 13) + "-";
        } catch (IOException | IndexOutOfBoundsException e) {
            return "";
        }
    }

    /** Makes one in the folder of a file, with a name so short that it is valid wherever that file's name is. */
    static TemporaryFile beside(Path file) throws IOException {
        if (!KERNEL.isEmpty()) {
            TemporaryFile locked = create(file, KERNEL);
            if (locked.lock()) {
                return locked;
            }
            locked.channel.close();
            locked.delete();
        }
        return create(file, "");
    }

    private static TemporaryFile create(Path file, String kernel) throws IOException {
        long random = ThreadLocalRandom.current().nextLong();
        String name = START + kernel + Long.toHexString(random) + END;
        Path path = file.resolveSibling(name);
        OURS.add(name);
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            return new TemporaryFile(path, channel, !kernel.isEmpty());
        } catch (IOException | RuntimeException e) {
            OURS.remove(name);
            throw e;
        }
    }

    /** False also if another process took the new file for an abandoned one, and has deleted it. */
    private boolean lock() {
        try {
            return channel.tryLock() != null && Files.exists(path);
        } catch (IOException e) {
            return false; // no locks on this file system
        }
    }

    /** Deletes it, if it is there still under this name. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
        OURS.remove(path.getFileName().toString());
    }

    /** Deletes those in a folder whose writers are dead. What cannot be listed or deleted stays. */
    static void deleteAbandoned(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, START + "*" + END)) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && !OURS.contains(file.getFileName().toString())) {
                    deleteIfAbandoned(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They do no harm where they are.
        }
    }

    private static void deleteIfAbandoned(Path file) throws IOException {
        if (KERNEL.isEmpty() || !file.getFileName().toString().startsWith(START + KERNEL)) {
            deleteIfOld(file);
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(file);
            }
        } catch (OverlappingFileLockException e) {
            // Another thread is at the same.
        } catch (IOException e) {
            deleteIfOld(file);
        }
    }

    private static void deleteIfOld(Path file) throws IOException {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(OLD))) {
            Files.deleteIfExists(file);
        }
    }
}
