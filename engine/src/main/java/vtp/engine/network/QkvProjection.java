package vtp.engine.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/**
 * [q | k | v] = x Wᵀ + b, W of (3C, C).
 *
 * <p>One layer, but in a tower's last block two: there the queries of some rows alone may be wanted.
 */
final class QkvProjection {
    private final Kernels kernels;
    private final @Nullable PackedLinear whole;
    private final @Nullable PackedLinear queries;
    private final @Nullable PackedLinear keysAndValues;

    /**
     * Packs a projection.
     *
     * @param width C
     * @param apart whether {@link #queries} and {@link #keysAndValues} will be called
     */
    QkvProjection(Parameters p, String weight, String bias, int width, boolean apart, Kernels kernels)
            throws IOException {
        this.kernels = kernels;
        int all = 3 * width;
        whole = apart ? null : p.linear(weight, bias, all, width);
        queries = apart ? p.linearRows(weight, bias, all, width, 0, width) : null;
        keysAndValues = apart ? p.linearRows(weight, bias, all, width, width, 2 * width) : null;
    }

    /** Queries, keys and values of {@code s.normed()} to {@code s.qkv()}. */
    void all(Scratch s) {
        if (whole != null) {
            kernels.linear(s.normed(), whole, s.qkv());
        } else {
            queries(s.normed(), s.q());
            keysAndValues(s.normed(), s.kv());
        }
    }

    /** Queries (M, C) of x (M, C). */
    void queries(Mat x, Mat q) {
        kernels.linear(x, present(queries), q);
    }

    /** Keys and values (M, 2C) of x (M, C). */
    void keysAndValues(Mat x, Mat kv) {
        kernels.linear(x, present(keysAndValues), kv);
    }

    private static PackedLinear present(@Nullable PackedLinear layer) {
        if (layer == null) {
            throw new IllegalStateException("this block's queries cannot be computed apart");
        }
        return layer;
    }
}
