package vtp.evaluation;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.loader.FileAccessException;
import vtp.loader.Quote;
import vtp.loader.VtpException;

/**
 * Something that cannot be measured as it is: which file or data set, what is wrong, and what to do, in one line.
 *
 * @since 0.1.0
 */
public final class EvaluationException extends VtpException {
    private static final long serialVersionUID = 1;

    /**
     * An exception whose message is "{@code where: problem}".
     *
     * @param where a file, a folder or a data set
     */
    public EvaluationException(String where, String problem) {
        this(where, problem, null);
    }

    private EvaluationException(String where, String problem, @Nullable Throwable cause) {
        super(Quote.plain(where) + ": " + problem, cause);
    }

    /** Says that a file cannot be read, and why. */
    public static EvaluationException unreadable(String where, IOException cause) {
        return new EvaluationException(where, "cannot be read: " + FileAccessException.reason(cause), cause);
    }
}
