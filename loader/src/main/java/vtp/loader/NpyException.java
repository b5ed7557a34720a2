package vtp.loader;

/**
 * A {@code .npy} file that cannot be read, and why.
 *
 * @since 0.1.0
 */
public final class NpyException extends LoaderException {
    private static final long serialVersionUID = 1;

    NpyException(String file, String message) {
        super(file, message);
    }
}
