package vtp.loader.torch;

import vtp.loader.LoaderException;

/**
 * A PyTorch file that cannot be read: which of the known causes it is, and the details in one line. Faults of the zip
 * archive around it are {@link vtp.loader.ZipException}s.
 *
 * @since 0.1.0
 */
public final class TorchException extends LoaderException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    TorchException(Kind kind, String file, String message) {
        super(file, message);
        this.kind = kind;
    }

    /** The cause. */
    public Kind kind() {
        return kind;
    }

    /** The causes. */
    public enum Kind {
        /** Neither a zip archive with a {@code data.pkl} nor a file of the legacy format. */
        NOT_TORCH,
        /** Numbers stored with the most significant byte first. */
        BIG_ENDIAN,
        /** A pickle that ends before its STOP. */
        PICKLE_CUT_SHORT,
        /** An opcode that no PyTorch file of tensors needs. */
        UNKNOWN_OPCODE,
        /** A class or function that is none of the few that a file of tensors needs. */
        UNKNOWN_GLOBAL,
        /** Opcodes that do not fit together: too few values, no mark, an empty memo, a text that is not UTF-8. */
        BAD_PICKLE,
        /** A class or function called with something else than it takes, or something that is none. */
        BAD_CALL,
        /** A pickle too long, too deep, or of too many values, or tensors that would fill the disk. */
        TOO_LARGE,
        /** A storage that is not in the file, has another length than was said, or is described in two ways. */
        BAD_STORAGE,
        /** A tensor with negative sizes or strides, or one that reaches beyond its storage. */
        BAD_TENSOR,
        /** Two tensors of the same dotted name. */
        DUPLICATE_NAME,
        /** A tensor that was asked for and is not there. */
        MISSING_TENSOR
    }
}
