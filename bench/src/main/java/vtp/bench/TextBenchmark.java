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
import vtp.engine.VtpModel;
import vtp.engine.config.FlopCount;
import vtp.engine.config.Part;
import vtp.engine.files.Released;
import vtp.engine.tensor.Embeddings;
import vtp.engine.text.ImageNet;

/** Prompts through the text tower, which is the same in all released models. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
public class TextBenchmark extends Settings {
    @Param({"1", "64", "1000"})
    private int prompts;

    private List<int[]> ids;
    private double operations;
    private VtpModel vtp;

    @Setup
    public void setUp(Machine machine) {
        vtp = Models.load(Released.SMALL, machine, Part.TEXT, Part.CLIP_HEAD);
        ids = ImageNet.names().stream()
                .limit(prompts)
                .map(name -> vtp.tokenize("a photo of a " + name + "."))
                .toList();
        operations = FlopCount.prompts(vtp.config(), ids);
    }

    @TearDown
    public void close() {
        vtp.close();
    }

    @Benchmark
    public Embeddings text(Machine machine, ComputeRate rate) {
        rate.add(operations, machine);
        return vtp.tokenFeatures(ids);
    }
}
