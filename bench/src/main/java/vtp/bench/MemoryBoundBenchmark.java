package vtp.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import vtp.kernels.Activation;
import vtp.kernels.Mat;
import vtp.kernels.RopeTable;

/** Kernels that do little with each value: bytes read and written a second, beside those of a plain copy. */
@State(Scope.Benchmark)
public class MemoryBoundBenchmark extends Settings {
    private static final int WIDTH = 768;
    private static final int HEADS = 12;
    private static final int PATCH = 16;
    private static final float EPS = 1e-5f;

    /** Patches of a side: a matrix in the second-level cache, and one in memory. */
    @Param({"16", "64"})
    private int side;

    private final float[] weight = new float[WIDTH];
    private final float[] bias = new float[WIDTH];
    private Mat x;
    private Mat y;
    private Mat planes;
    private RopeTable table;
    private double bytes;

    @Setup
    public void setUp() {
        int tokens = side * side;
        x = Noise.mat(tokens, WIDTH);
        y = Noise.zeros(tokens, WIDTH);
        planes = Noise.mat(3 * side * PATCH, side * PATCH);
        Arrays.fill(weight, 1);
        float[] periods = new float[WIDTH / HEADS / 4];
        for (int i = 0; i < periods.length; i++) {
            periods[i] = (float) Math.pow(100, (double) i / periods.length);
        }
        table = RopeTable.of(Arena.ofAuto(), side, side, periods);
        bytes = 2.0 * tokens * WIDTH * Float.BYTES;
    }

    @Benchmark
    public Mat copy(Machine machine, MemoryRate rate) {
        machine.workers.run(machine.threads, part -> {
            long from = x.offsetBytes(x.rows() * part / machine.threads, 0);
            long to = x.offsetBytes(x.rows() * (part + 1) / machine.threads, 0);
            MemorySegment.copy(x.data(), from, y.data(), from, to - from);
        });
        return written(rate);
    }

    @Benchmark
    public Mat rmsNorm(Machine machine, MemoryRate rate) {
        machine.kernels.rmsNorm(x, weight, EPS, y);
        return written(rate);
    }

    @Benchmark
    public Mat layerNorm(Machine machine, MemoryRate rate) {
        machine.kernels.layerNorm(x, weight, bias, EPS, y);
        return written(rate);
    }

    @Benchmark
    public Mat gelu(Machine machine, MemoryRate rate) {
        machine.kernels.activate(x, Activation.GELU, y);
        return written(rate);
    }

    @Benchmark
    public Mat silu(Machine machine, MemoryRate rate) {
        machine.kernels.activate(x, Activation.SILU, y);
        return written(rate);
    }

    @Benchmark
    public Mat softmax(Machine machine, MemoryRate rate) {
        machine.kernels.softmax(x, y);
        return written(rate);
    }

    @Benchmark
    public Mat l2Normalize(Machine machine, MemoryRate rate) {
        machine.kernels.l2Normalize(x, y);
        return written(rate);
    }

    /** In place. */
    @Benchmark
    public Mat rope(Machine machine, MemoryRate rate) {
        machine.kernels.rope(y, HEADS, table, 0);
        return written(rate);
    }

    @Benchmark
    public Mat gatherPatches(Machine machine, MemoryRate rate) {
        machine.kernels.gatherPatches(planes, 3, PATCH, y);
        return written(rate);
    }

    @Benchmark
    public Mat scatterPatches(Machine machine, MemoryRate rate) {
        machine.kernels.scatterPatches(x, 3, PATCH, planes);
        return written(rate);
    }

    private Mat written(MemoryRate rate) {
        rate.add(bytes);
        return y;
    }
}
