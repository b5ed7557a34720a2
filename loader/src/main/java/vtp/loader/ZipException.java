package vtp.loader;

/**
 * A zip archive that cannot be read: which of the known causes it is, and the details in one line.
 *
 * @since 0.1.0
 */
public final class ZipException extends LoaderException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    ZipException(Kind kind, String file, String message) {
        super(file, message);
        this.kind = kind;
    }

    /** The cause. */
    public Kind kind() {
        return kind;
    }

    /** The causes. */
    public enum Kind {
        /** No end record: not a zip archive, or cut short. */
        NO_END,
        /** A directory that does not lie where the end record says, or does not hold what it says. */
        BAD_DIRECTORY,
        /** A name that is there twice. */
        DUPLICATE_NAME,
        /** An entry that is not where the directory says, or reaches beyond the entries' part of the file. */
        BAD_ENTRY,
        /** Encryption, several disks, or a compression other than none and deflate. */
        UNSUPPORTED,
        /** Deflated data that cannot be inflated, has another length than was said, or another checksum. */
        DAMAGED
    }
}
