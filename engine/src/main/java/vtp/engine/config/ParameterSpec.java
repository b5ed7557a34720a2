package vtp.engine.config;

import java.util.List;

/**
 * A tensor that an architecture calls for.
 *
 * <p>Weights of linear layers are (out, in), those of convolutions (out, in, rows, columns).
 *
 * @param name in the checkpoint
 * @param shape its dimensions; empty for a scalar
 * @since 0.1.0
 */
public record ParameterSpec(String name, List<Long> shape) {
    /** Number of elements; 1 for a scalar. */
    public long elementCount() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Whether it holds the periods of a rotary embedding: stored as bfloat16, and not learned. */
    public boolean periods() {
        return name.endsWith(".periods");
    }
}
