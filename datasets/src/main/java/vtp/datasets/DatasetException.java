package vtp.datasets;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.loader.FileAccessException;
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
        return new DatasetException(where, "cannot be read: " + FileAccessException.reason(cause), cause);
    }

    static DatasetException unwritable(String where, IOException cause) {
        return new DatasetException(where, "cannot be written: " + FileAccessException.reason(cause), cause);
    }
}
