package vtp.loader;

/**
 * A document that is not strict JSON, and at which byte.
 *
 * @since 0.1.0
 */
public final class JsonException extends LoaderException {
    private static final long serialVersionUID = 1;

    /** What is wrong, without the file's name: for a format that embeds JSON. */
    private final String problem;

    JsonException(String file, String problem) {
        super(file, problem);
        this.problem = problem;
    }

    String problem() {
        return problem;
    }
}
