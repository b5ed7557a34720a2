package vtp.loader;

/**
 * A file that cannot be used, whatever the cause. The message is one line: the file, what was found there, what was
 * needed, and what to do.
 */
public abstract sealed class LoaderException extends VtpException
        permits SafetensorsException, NpyException, JsonException, DtypeException, FileAccessException {
    private static final long serialVersionUID = 1;

    private final String file;

    LoaderException(String file, String message) {
        super(file + ": " + message);
        this.file = file;
    }

    /** The file, as the message names it. */
    public String file() {
        return file;
    }
}
