package vtp.engine.image;

import java.io.Serial;
import vtp.loader.VtpException;

/**
 * A picture that cannot be read: which one, and what is wrong with it, in one line.
 *
 * @since 0.1.0
 */
public final class PictureException extends VtpException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String problem;

    PictureException(String name, String problem) {
        super(name + ": " + problem);
        this.problem = problem;
    }

    PictureException(String name, String problem, Throwable cause) {
        this(name, problem);
        initCause(cause);
    }

    /** The message without the picture's name. */
    public String problem() {
        return problem;
    }
}
