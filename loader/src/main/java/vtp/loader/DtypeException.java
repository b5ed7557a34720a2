package vtp.loader;

/**
 * A tensor whose elements are of another type than was needed.
 *
 * @since 0.1.0
 */
public final class DtypeException extends LoaderException {
    private static final long serialVersionUID = 1;

    private final Dtype dtype;

    DtypeException(String file, String tensor, Dtype dtype, String needed) {
        super(file, "tensor " + Quote.of(tensor) + " is " + dtype + ", but " + needed + " is needed");
        this.dtype = dtype;
    }

    /** The type that the tensor has. */
    public Dtype dtype() {
        return dtype;
    }
}
