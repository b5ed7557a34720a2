package vtp.search;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vtp.datasets.FileContent;

/**
 * A picture of an index, without its features.
 *
 * @param content where it is: a file, by its absolute path, or a member of an archive
 * @param sizeBytes of it when it was indexed
 * @param modified when its file, or the archive, had been changed by then
 * @param sha256 of its bytes, 64 lower-case hexadecimal digits
 * @param label the name or number of its class; null if the data set had none
 * @since 0.1.0
 */
public record IndexedPicture(
        FileContent content,
        long sizeBytes,
        Instant modified,
        String sha256,
        @Nullable String label) {

    /** Returns what it is called: its absolute path, of a member of an archive with the member's name after a slash. */
    public String name() {
        return content.file() + (content.member().isEmpty() ? "" : "/" + content.member());
    }

    /**
     * Reads the file as it is now.
     *
     * @throws vtp.datasets.DatasetException if it is gone or cannot be read
     */
    public byte[] read() throws IOException {
        return content.read();
    }

    /** What tells it from all others. */
    String key() {
        return key(content);
    }

    static String key(FileContent content) {
        String uri = content.file().toUri().toString();
        return content.member().isEmpty() ? uri : uri + "#" + content.member();
    }
}
