package vtp.bench;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vtp.engine.image.Rgb;
import vtp.evaluation.network.Inception;
import vtp.evaluation.network.InceptionFeatures;
import vtp.evaluation.network.InceptionInput;
import vtp.evaluation.network.Lpips;

/** Pictures of 256 × 256 through the networks that measure. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
public class MeasureBenchmark extends Settings {
    private static final int SIDE = 256;

    @Param({"1", "8"})
    private int batch;

    private Inception inception;
    private Lpips lpips;
    private List<Rgb> pictures;
    private List<float[]> ones;
    private List<float[]> others;

    @Setup
    public void setUp(Machine machine) {
        inception = MadeUpNetworks.inception(machine.threads);
        lpips = MadeUpNetworks.lpips(machine.threads);
        pictures = MadeUpNetworks.pictures(batch, SIDE);
        List<float[]> both = MadeUpNetworks.unit(MadeUpNetworks.pictures(2 * batch, SIDE));
        ones = both.subList(0, batch);
        others = both.subList(batch, 2 * batch);
    }

    @TearDown
    public void close() {
        inception.close();
        lpips.close();
    }

    @Benchmark
    public InceptionFeatures inception(Machine machine, ComputeRate rate) {
        rate.add(batch * MadeUpNetworks.INCEPTION_FLOP, machine);
        return inception.features(pictures, InceptionInput.PYTORCH);
    }

    @Benchmark
    public double[] lpipsVgg(Machine machine, ComputeRate rate) {
        rate.add(batch * MadeUpNetworks.LPIPS_VGG_FLOP, machine);
        return lpips.distances(SIDE, SIDE, ones, others);
    }
}
