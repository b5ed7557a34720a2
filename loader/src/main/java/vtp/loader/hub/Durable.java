package vtp.loader.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Has what was written reach the disk. */
final class Durable {

    private Durable() {}

    /** A file's content. */
    static void content(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** A file's name in its folder; without effect where a folder cannot be opened, as on Windows. */
    static void name(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The name is there; only a power cut right now could lose it, and then the file is downloaded again.
        }
    }
}
