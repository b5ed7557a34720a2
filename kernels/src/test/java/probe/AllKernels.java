package probe;

import java.lang.foreign.Arena;
import java.util.Arrays;
import vtp.kernels.Activation;
import vtp.kernels.FmaPeak;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedConvolution;
import vtp.kernels.PackedLinear;
import vtp.kernels.PackedLinear.Storage;
import vtp.kernels.RopeTable;
import vtp.kernels.Window;
import vtp.kernels.Workers;

/**
 * A program of somebody else's: calls every operation twice, of kernels made twice, and prints what they are and one
 * number of each result.
 */
public final class AllKernels {

    private static final int ROWS = 9;
    private static final int WIDTH = 16;

    private AllKernels() {}

    public static void main(String[] args) {
        try (Workers workers = new Workers(2);
                Arena memory = Arena.ofShared()) {
            for (int i = 0; i < 2; i++) {
                try (Kernels kernels = Kernels.create(workers)) {
                    System.out.println(kernels.getClass().getSimpleName() + " " + sum(kernels, workers, memory));
                }
            }
            System.out.println(FmaPeak.vectorBits() + " bits, peak "
                    + (new FmaPeak(workers).operationsPerSecond() > 0 ? "measured" : "unknown"));
            System.out.println("compiled late: " + Kernels.areCompiledLate());
        }
    }

    private static long sum(Kernels kernels, Workers workers, Arena memory) {
        PackedLinear w = PackedLinear.pack(
                memory,
                workers,
                kernels.panelColumns(),
                Storage.F32,
                WIDTH,
                WIDTH,
                (from, count, target) -> Arrays.fill(target, 0, count * WIDTH, 0.1f),
                new float[WIDTH]);
        Mat x = Mat.allocate(memory, ROWS, WIDTH);
        Mat y = Mat.allocate(memory, ROWS, WIDTH);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < WIDTH; c++) {
                x.set(r, c, (float) Math.sin(r + WIDTH * c));
            }
        }
        float[] ones = new float[WIDTH];
        Arrays.fill(ones, 1);
        int[] starts = {0, ROWS};
        kernels.linear(x, w, y);
        kernels.linearAdd(x, w, ones, y);
        kernels.feedForward(x, w, Activation.GELU, w, ones, y);
        kernels.feedForwardGated(x, w, w, w, null, y);
        kernels.rope(y, 2, RopeTable.of(memory, 2, 4, new float[] {1, 2}), 1);
        kernels.attention(x, y, y, 2, starts, starts, true, x);
        kernels.rmsNorm(x, ones, 1e-5f, x);
        kernels.rmsNorm(x, ones, ones, 1e-5f, x);
        kernels.ropePairs(x, 2, y.cols(0, WIDTH / 2), y.cols(WIDTH / 2, WIDTH / 2));
        kernels.layerNorm(x, ones, ones, 1e-5f, x);
        kernels.activate(x, Activation.QUICK_GELU, x);
        kernels.l2Normalize(x, x);
        kernels.softmax(x, x);
        kernels.gatherPatches(x.rows(0, 8), 1, 8, Mat.allocate(memory, 2, 64));
        windows(kernels, workers, memory, x, y);
        float sum = 0;
        for (float value : x.toArray()) {
            sum += value;
        }
        return Math.round(sum);
    }

    /** A picture of 3 × 3 pixels. */
    private static void windows(Kernels kernels, Workers workers, Arena memory, Mat x, Mat y) {
        PackedConvolution w = PackedConvolution.pack(
                memory,
                workers,
                kernels,
                Window.same(3, 3),
                WIDTH,
                WIDTH,
                new float[WIDTH * WIDTH * ROWS],
                new float[WIDTH]);
        kernels.convolveRelu(x, 3, 3, w, y);
        kernels.maxPool(x, 3, 3, Window.same(3, 3), y);
        kernels.averagePool(x, 3, 3, Window.of(3, 1), y.rows(0, 1));
        kernels.directionDistance(x, y, new float[WIDTH], Mat.allocate(memory, ROWS, 1));
    }
}
