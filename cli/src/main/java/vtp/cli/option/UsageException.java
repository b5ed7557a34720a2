package vtp.cli.option;

/** A command line that makes no sense, found after it was parsed. The message says what to write instead. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }
}
