package vtp.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/** Linear layers of the released models, for a picture of 256 tokens and a class token; packing the input included. */
@State(Scope.Benchmark)
public class LinearBenchmark extends Settings {
    private static final int ROWS = 257;

    /** K x N: query, key and value, output and feed-forward of Large; query, key and value of Base and of Small. */
    @Param({"1024x3072", "1024x1024", "1024x5472", "2736x1024", "768x2304", "384x1152"})
    private String shape = "";

    @Param({"F32", "BF16"})
    private PackedLinear.Storage storage = PackedLinear.Storage.F32;

    private int inFeatures;
    private int outFeatures;
    private Mat x;
    private Mat y;
    private PackedLinear weights;

    @Setup
    public void setUp(Machine machine) {
        String[] sizes = shape.split("x", -1);
        inFeatures = Integer.parseInt(sizes[0]);
        outFeatures = Integer.parseInt(sizes[1]);
        x = Noise.mat(ROWS, inFeatures);
        y = Noise.zeros(ROWS, outFeatures);
        weights = Noise.linear(machine, storage, outFeatures, inFeatures);
    }

    @Benchmark
    public Mat linear(Machine machine, ComputeRate rate) {
        machine.kernels.linear(x, weights, y);
        rate.add(2.0 * ROWS * inFeatures * outFeatures, machine);
        return y;
    }
}
