package vtp.loader;

/** A {@code .npy} file that cannot be read, and why. */
public final class NpyException extends LoaderException {
    private static final long serialVersionUID = 1;

    NpyException(String file, String message) {
        super(file, message);
    }
}
