package vtp.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import vtp.kernels.Mat;

/** Attention of a picture with its class token, at the width of Base: the two products and the softmax between them. */
@State(Scope.Benchmark)
public class AttentionBenchmark extends Settings {
    private static final int WIDTH = 768;
    private static final int HEADS = 12;

    /** Tokens of pictures of 256, 512 and 1024 pixels a side. */
    @Param({"257", "1025", "4097"})
    private int tokens;

    private Mat q;
    private Mat k;
    private Mat v;
    private Mat y;

    @Setup
    public void setUp() {
        Mat qkv = Noise.mat(tokens, 3 * WIDTH);
        q = qkv.cols(0, WIDTH);
        k = qkv.cols(WIDTH, WIDTH);
        v = qkv.cols(2 * WIDTH, WIDTH);
        y = Noise.zeros(tokens, WIDTH);
    }

    @Benchmark
    public Mat attention(Machine machine, ComputeRate rate) {
        int[] starts = {0, tokens};
        machine.kernels.attention(q, k, v, HEADS, starts, starts, false, y);
        rate.add(4.0 * tokens * tokens * WIDTH, machine);
        return y;
    }
}
