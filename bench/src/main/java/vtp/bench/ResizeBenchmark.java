package vtp.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;

/** A photograph to the pixels that a model takes, by one thread: pictures a second. */
@State(Scope.Benchmark)
public class ResizeBenchmark extends Settings {
    private static final int HEIGHT = 3000;
    private static final int WIDTH = 4000;
    private static final int SIZE = 256;
    private static final int PATCH = 16;

    @Param({"SQUASH", "CROP", "PROBE"})
    private Preparation preparation = Preparation.CROP;

    private Rgb photograph;

    @Setup
    public void setUp() {
        photograph = Noise.picture(HEIGHT, WIDTH);
    }

    @Benchmark
    public Pixels prepare() {
        return Pixels.normalise(preparation.apply(photograph, SIZE, PATCH));
    }
}
