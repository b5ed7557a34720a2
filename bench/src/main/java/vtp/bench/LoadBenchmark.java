package vtp.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.config.WeightType;
import vtp.engine.files.ModelSource;
import vtp.engine.files.Released;
import vtp.loader.Checkpoint;

/** From files to a model that is ready, in milliseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LoadBenchmark extends Settings {
    @Param({"SMALL", "BASE", "LARGE"})
    private Released model = Released.SMALL;

    @Param({"F32", "BF16"})
    private WeightType weights = WeightType.F32;

    private ModelSource files;

    @Setup
    public void setUp() throws IOException {
        files = Models.files(model);
    }

    /** The headers alone. */
    @Benchmark
    public long open() throws IOException {
        try (Checkpoint checkpoint = files.open()) {
            return checkpoint.hashCode();
        }
    }

    /** The trunk, its weights packed. */
    @Benchmark
    public String trunk(Machine machine) throws IOException {
        LoadOptions options = LoadOptions.defaults()
                .withThreads(machine.threads)
                .withWeights(weights)
                .withParts(Part.TRUNK);
        try (VtpModel vtp = VtpModel.load(files, options)) {
            return vtp.name();
        }
    }
}
