package vtp.engine.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ParameterSpec;
import vtp.kernels.PackedLinear;

/**
 * Where the tensors come from that a network's constructors ask for through {@link Parameters}.
 *
 * @since 0.1.0
 */
public interface ParameterSource {

    /**
     * A linear layer, or some of its outputs.
     *
     * @param weight (out, in …), whose dimensions after the first count as one
     * @param bias (out), or null for zeros
     * @param from the first output
     * @param count how many outputs
     */
    PackedLinear linear(ParameterSpec weight, @Nullable ParameterSpec bias, int from, int count) throws IOException;

    /** The layer x · P of a parameter P (in, out). */
    PackedLinear transposed(ParameterSpec parameter) throws IOException;

    /** All elements, row-major. */
    float[] values(ParameterSpec tensor) throws IOException;

    /** A table (rows, columns). */
    TokenTable table(ParameterSpec tensor) throws IOException;

    /** A tensor that checkpoints have and inference does not read. */
    void unused(ParameterSpec tensor);
}
