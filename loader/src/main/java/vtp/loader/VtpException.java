package vtp.loader;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something given to the engine that cannot be used: a file, a model, a picture, a name on the hub. Every checked
 * exception of this library is one. The message is one line: what was found, what was needed, where, and what to do.
 *
 * @since 0.1.0
 */
public abstract class VtpException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Makes one, for subclasses.
     *
     * @param message the line
     */
    protected VtpException(String message) {
        super(message);
    }

    /**
     * Makes one, for subclasses.
     *
     * @param message the line
     * @param cause what led to it, if anything else did
     */
    protected VtpException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
