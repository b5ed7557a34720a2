package vtp.datasets;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;
import vtp.loader.Quote;
import vtp.loader.VtpException;

/**
 * A data set, or a folder of shards, that cannot be used as it is: which, what is wrong, and what to do, in one line.
 *
 * @since 0.1.0
 */
public final class DatasetException extends VtpException {
    private static final long serialVersionUID = 1;

    private final String problem;

    DatasetException(String where, String problem) {
        this(where, problem, null);
    }

    DatasetException(String where, String problem, @Nullable Throwable cause) {
        super(Quote.plain(where) + ": " + problem, cause);
        this.problem = problem;
    }

    /** Returns the message without what it is about. */
    public String problem() {
        return problem;
    }

    static DatasetException unreadable(String where, IOException cause) {
        return new DatasetException(where, "cannot be read: " + reason(cause), cause);
    }

    static DatasetException unwritable(String where, IOException cause) {
        return new DatasetException(where, "cannot be written: " + reason(cause), cause);
    }

    /** What the system said, in words: many of Java's exceptions have the reason in their type only. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof NotDirectoryException) {
            return "not a folder";
        }
        String said = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return said == null ? e.getClass().getSimpleName() : said;
    }
}
