package vtp.engine.image;

import java.io.IOException;
import java.io.Serial;

/** A picture that cannot be read: which one, and what is wrong with it, in one line. */
public final class PictureException extends IOException {
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
