package vtp.loader.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import vtp.loader.FileAccessException;
import vtp.loader.VtpException;

/**
 * Why a model could not be looked up or downloaded. The message is one line that says what was wanted, what was met,
 * and what to do; it never holds a token.
 *
 * @since 0.1.0
 */
public final class HubException extends VtpException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, for callers that act on it. */
    public enum Kind {
        /** The environment forbids the network ({@code HF_HUB_OFFLINE}). */
        OFFLINE,
        /** The hub knows no such repository, revision or file. */
        NOT_FOUND,
        /** The hub wants a token, or refuses the one it got. */
        UNAUTHORISED,
        /** The hub asks to come back later. */
        RATE_LIMITED,
        /** The hub answers with an error, or as no hub does. */
        SERVER,
        /** What arrived is not what was announced or expected: size or sha256. */
        INTEGRITY,
        /** A file could not be read or written: full, read-only, no permission. */
        DISK,
        /** No connection, or one that keeps breaking. */
        NETWORK,
        /** A name that could lead out of the cache's folder, or that is no repository id. */
        UNSAFE_NAME,
        /** An environment variable has a value that makes no sense. */
        ENVIRONMENT
    }

    private final String line;
    private final Kind kind;
    private final boolean temporary;
    private final @Nullable Duration retryAfter;

    HubException(Kind kind, String message) {
        this(kind, message, null, false, null);
    }

    HubException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, false, null);
    }

    private HubException(
            Kind kind, String message, @Nullable Throwable cause, boolean temporary, @Nullable Duration retryAfter) {
        super(message, cause);
        this.line = oneLine(message);
        this.kind = kind;
        this.temporary = temporary;
        this.retryAfter = retryAfter;
    }

    /** A failure that may be gone when the request is made again, after {@code retryAfter} if the server said so. */
    static HubException temporary(Kind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        return new HubException(kind, message, cause, true, retryAfter);
    }

    /** One of kind DISK: what could not be done, what the system said and of which file, and what to do. */
    static HubException ofDisk(String what, Exception e, String advice) {
        Throwable wrapped = e instanceof UncheckedIOException ? e.getCause() : e;
        IOException cause = wrapped instanceof IOException io ? io : new IOException(e.getMessage(), e);
        String file = cause instanceof FileSystemException f && f.getFile() != null ? f.getFile() + ": " : "";
        return new HubException(Kind.DISK, what + ": " + file + FileAccessException.reason(cause) + advice, e);
    }

    /** One line: what was wanted, what was met, what to do. */
    @Override
    public String getMessage() {
        return line;
    }

    /** The cause. */
    public Kind kind() {
        return kind;
    }

    boolean isPassing() {
        return temporary;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    /** Names from a server or an index may hold line breaks or terminal escapes. */
    private static String oneLine(String message) {
        return message.replaceAll("\\p{Cntrl}", "?");
    }
}
