package vtp.cli.console;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A place for results that cannot be written to. */
public final class OutputException extends IOException {
    private static final long serialVersionUID = 1;

    public OutputException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
