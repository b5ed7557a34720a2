package vtp.bench;

import java.lang.foreign.Arena;
import java.util.Random;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Latents;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/** Inputs with normally distributed values, the same each time. */
final class Noise {
    private static final int SEED = 7;

    private Noise() {}

    static float[] values(int count) {
        Random random = new Random(SEED);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** A matrix that lives as long as it is used. */
    static Mat mat(int rows, int cols) {
        Mat mat = zeros(rows, cols);
        float[] values = values(rows * cols);
        for (int r = 0; r < rows; r++) {
            mat.copyRowFrom(r, values, r * cols);
        }
        return mat;
    }

    static Mat zeros(int rows, int cols) {
        return Mat.allocate(Arena.ofAuto(), rows, cols);
    }

    static PackedLinear linear(Machine machine, PackedLinear.Storage storage, int outFeatures, int inFeatures) {
        float[] weights = values(outFeatures * inFeatures);
        return PackedLinear.pack(
                Arena.ofAuto(),
                machine.workers,
                machine.kernels.panelColumns(),
                storage,
                outFeatures,
                inFeatures,
                (from, count, target) -> System.arraycopy(weights, from * inFeatures, target, 0, count * inFeatures),
                new float[outFeatures]);
    }

    static Pixels pixels(int batch, int side) {
        return Pixels.of(values(batch * 3 * side * side), batch, side, side);
    }

    static Latents latents(int batch, int channels, int side) {
        return new Latents(values(batch * channels * side * side), batch, channels, side, side);
    }

    static Rgb picture(int height, int width) {
        byte[] data = new byte[3 * height * width];
        new Random(SEED).nextBytes(data);
        return new Rgb(height, width, data);
    }
}
