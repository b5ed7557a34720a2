package vtp.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vtp.engine.VtpModel;
import vtp.engine.config.FlopCount;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.Released;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Latents;

/** Pictures through whole towers. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
public class TowerBenchmark extends Settings {
    @Param({"SMALL", "BASE", "LARGE"})
    private Released model = Released.SMALL;

    @Param("256")
    private int size;

    @Param("1")
    private int batch;

    private VtpConfig config;
    private Pixels pixels;
    private Latents latents;
    private VtpModel vtp;

    @Setup
    public void setUp(Machine machine) {
        vtp = Models.load(model, machine, Part.TRUNK, Part.DECODER, Part.CLIP_HEAD);
        config = vtp.config();
        pixels = Noise.pixels(batch, size);
        latents = Noise.latents(batch, config.latentChannels(), size / config.patchSize());
    }

    @TearDown
    public void close() {
        vtp.close();
    }

    @Benchmark
    public Latents encode(Machine machine, ComputeRate rate) {
        rate.add((double) batch * FlopCount.encode(config, size, size), machine);
        return vtp.encode(pixels);
    }

    @Benchmark
    public Pixels decode(Machine machine, ComputeRate rate) {
        rate.add((double) batch * FlopCount.decode(config, latents.height(), latents.width()), machine);
        return vtp.decode(latents);
    }

    @Benchmark
    public Embeddings clip(Machine machine, ComputeRate rate) {
        rate.add((double) batch * FlopCount.imageFeature(config, size, size), machine);
        return vtp.imageFeatures(pixels);
    }
}
