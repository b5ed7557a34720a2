package vtp.engine.config;

import java.util.List;
import vtp.loader.VtpException;

/**
 * A model that is broken, or that the engine does not support. The message is one line, and has all that was found.
 *
 * @since 0.1.0
 */
public final class ModelException extends VtpException {
    private static final long serialVersionUID = 1;

    private final String where;
    private final transient List<String> problems;

    /**
     * Several problems of one model.
     *
     * @param where the file or folder
     * @param problems what was found and what was needed, a line each; at least one
     */
    public ModelException(String where, List<String> problems) {
        super(where + ": " + String.join("; ", problems));
        this.where = where;
        this.problems = List.copyOf(problems);
    }

    /** One problem. */
    public ModelException(String where, String problem) {
        this(where, List.of(problem));
    }

    /** The file or folder. */
    public String where() {
        return where;
    }

    /** The problems one by one. */
    public List<String> problems() {
        return problems;
    }
}
