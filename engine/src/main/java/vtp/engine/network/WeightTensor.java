package vtp.engine.network;

import java.io.IOException;
import vtp.engine.config.ModelException;
import vtp.engine.tensor.FiniteCheck;
import vtp.loader.StoredTensor;

/**
 * A weight of a checkpoint, read as float32 whatever its type. NaN and infinities are refused: one such weight would
 * make every output NaN.
 */
record WeightTensor(StoredTensor stored) {

    /** {@link #read(long, int, float[])} of as many elements as {@code target} holds. */
    void read(long first, float[] target) throws IOException {
        read(first, target.length, target);
    }

    /**
     * Puts the {@code count} elements from {@code first} on to the beginning of {@code target}.
     *
     * @throws ModelException if one of them is not finite
     * @throws IOException if the file cannot be read, or its elements are not floats
     */
    void read(long first, int count, float[] target) throws IOException {
        stored.reader().floats(first, target, 0, count);
        int bad = FiniteCheck.firstNot(target, count);
        if (bad >= 0) {
            throw new ModelException(
                    stored.file(),
                    "tensor " + stored.name() + " has " + target[bad] + " as element " + (first + bad)
                            + "; weights must be finite: the file is damaged, or its training failed");
        }
    }
}
