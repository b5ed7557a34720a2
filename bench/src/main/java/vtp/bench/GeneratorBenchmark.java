package vtp.bench;

import java.io.IOException;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vtp.engine.config.WeightType;
import vtp.engine.tensor.Latents;
import vtp.generation.Generator;
import vtp.generation.config.DitSize;

/** A call of LightningDiT, as samplers make one a step; all pictures of one label. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 5, time = 5)
public class GeneratorBenchmark extends Settings {
    private static final float TIME = 0.3f;

    @Param({"B", "XL"})
    private DitSize size = DitSize.B;

    @Param("1")
    private int patch;

    @Param("1")
    private int batch;

    @Param("F32")
    private WeightType weights = WeightType.F32;

    private Generator generator;
    private Latents state;
    private int[] labels;

    @Setup
    public void setUp(Machine machine) throws IOException {
        generator = Generators.load(size, patch, machine.threads, weights);
        state = Noise.latents(
                batch, generator.config().channels(), generator.config().side());
        labels = new int[batch];
        Arrays.fill(labels, 207);
    }

    @TearDown
    public void close() {
        generator.close();
    }

    @Benchmark
    public Latents velocity(Machine machine, ComputeRate rate) {
        rate.add((double) batch * generator.config().operations(), machine);
        return generator.velocity(state, TIME, labels);
    }
}
