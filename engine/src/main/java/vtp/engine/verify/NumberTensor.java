package vtp.engine.verify;

import java.io.IOException;
import vtp.loader.Checkpoint;
import vtp.loader.FloatReader;
import vtp.loader.TensorInfo;

/**
 * A tensor of a golden as float64, whatever its type of number.
 *
 * @since 0.1.0
 */
public final class NumberTensor {
    private NumberTensor() {}

    public static double[] read(Checkpoint tensors, TensorInfo info) throws IOException {
        double[] values = new double[Math.toIntExact(info.elementCount())];
        FloatReader.of(tensors, info).doubles(0, values);
        return values;
    }
}
