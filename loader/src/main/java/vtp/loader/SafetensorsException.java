package vtp.loader;

/**
 * A safetensors checkpoint that cannot be read: which of the known causes it is, and the details in one line.
 *
 * @since 0.1.0
 */
public final class SafetensorsException extends LoaderException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    SafetensorsException(Kind kind, String file, String message) {
        super(file, message);
        this.kind = kind;
    }

    /** The cause. */
    public Kind kind() {
        return kind;
    }

    /**
     * The causes. Those of a file's header stand in the order in which they are looked for, {@link #OTHER_FORMAT}
     * aside: a file with several faults is refused for the first of them.
     */
    public enum Kind {
        /** Fewer than the 8 bytes of the header's length. */
        FILE_TOO_SHORT,
        /** A header said to be longer than 100,000,000 bytes. */
        HEADER_TOO_LONG,
        /** A header that would end after the file does. */
        HEADER_INCOMPLETE,
        /** A header that is not UTF-8. */
        HEADER_NOT_UTF8,
        /** A header that is not one JSON object, or has more than white space around it. */
        HEADER_NOT_JSON,
        /** A tensor without dtype, shape or data_offsets, or whose data_offsets are not two non-negative integers. */
        TENSOR_FIELDS,
        /**
         * A tensor whose dtype is not a string; or, when it is asked for, one whose dtype is not one of {@link Dtype}.
         */
        UNKNOWN_DTYPE,
        /** A shape that is not a list of integers from 0 to 2⁶³ − 1. */
        BAD_DIMENSION,
        /** A tensor, a field or a metadata key that is there twice. */
        DUPLICATE_KEY,
        /** {@code __metadata__} that is not an object of strings. */
        BAD_METADATA,
        /** Tensors that do not follow one another from the data's first byte on, without gap or overlap. */
        BAD_OFFSETS,
        /** Tensors that end before the file does, or after it. */
        DATA_LENGTH,
        /** A tensor of more than 2⁶³ − 1 elements or bytes. */
        SIZE_OVERFLOW,
        /** A tensor whose dtype and shape need another number of bytes than its data_offsets span. */
        SIZE_MISMATCH,

        /** A file of another format, or something that stands in place of the file, such as a git-lfs pointer. */
        OTHER_FORMAT,

        /** An index that is not JSON, or whose {@code weight_map} is missing or not an object of strings. */
        BAD_INDEX,
        /** An index that names a shard by anything but a plain file name. */
        BAD_SHARD_NAME,
        /** An index that names a shard that is not there. */
        MISSING_SHARD,
        /** An index that places a tensor in a shard that does not hold it. */
        MISSING_TENSOR
    }
}
