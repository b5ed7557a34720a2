package vtp.search;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.jspecify.annotations.Nullable;
import vtp.loader.FileAccessException;
import vtp.loader.Quote;
import vtp.loader.VtpException;

/**
 * An index that cannot be used as it is: which, what is wrong, and what to do, in one line.
 *
 * @since 0.1.0
 */
public final class SearchException extends VtpException {
    private static final long serialVersionUID = 1;

    SearchException(Path index, String problem) {
        this(index, problem, null);
    }

    SearchException(Path index, String problem, @Nullable Throwable cause) {
        super(Quote.plain(index.toString()) + ": " + problem, cause);
    }

    static SearchException unreadable(Path index, IOException cause) {
        return of(index, "read", cause);
    }

    static SearchException unwritable(Path index, IOException cause) {
        return of(index, "written", cause);
    }

    private static SearchException of(Path index, String doing, IOException cause) {
        boolean damaged = cause instanceof CorruptIndexException
                || cause instanceof IndexFormatTooOldException
                || cause instanceof IndexFormatTooNewException;
        String problem = damaged
                ? "the index is damaged, or was written by another release of Lucene; make it anew"
                : "the index cannot be " + doing + ": " + FileAccessException.reason(cause);
        return new SearchException(index, problem, cause);
    }
}
