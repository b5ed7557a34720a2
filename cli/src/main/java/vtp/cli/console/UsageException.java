package vtp.cli.console;

import org.jspecify.annotations.Nullable;

/** A command line that makes no sense. The message says what to write instead. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        this(message, null);
    }

    public UsageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
