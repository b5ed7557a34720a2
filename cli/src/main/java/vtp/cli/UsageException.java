package vtp.cli;

/** A command line that makes no sense, found after it was parsed. The message says what to write instead. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
