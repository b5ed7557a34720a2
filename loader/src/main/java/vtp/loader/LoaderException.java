package vtp.loader;

/**
 * A file that cannot be used, whatever the cause. The message is one line: the file, what was found there, what was
 * needed, and what to do.
 *
 * @since 0.1.0
 */
public abstract class LoaderException extends VtpException {
    private static final long serialVersionUID = 1;

    private final String file;

    /**
     * Makes an error of a file.
     *
     * @param file the file, as messages name it
     * @param message what is wrong, in one line
     */
    protected LoaderException(String file, String message) {
        super(file + ": " + message);
        this.file = file;
    }

    /** The file, as the message names it. */
    public String file() {
        return file;
    }
}
