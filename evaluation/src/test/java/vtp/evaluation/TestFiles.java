package vtp.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.image.Rgb;
import vtp.loader.Checkpoint;
import vtp.loader.FloatReader;
import vtp.loader.TensorInfo;

/** What the tests read of testdata. */
public final class TestFiles {
    /** Goldens of evaluation. */
    public static final Path GOLDENS = Path.of("..", "testdata", "goldens", "eval");

    private static final Path NANO = Path.of("..", "testdata", "nano");

    private TestFiles() {}

    /** vtp-nano, for one thread a call. */
    public static VtpModel nano() {
        try {
            return VtpModel.load(NANO, LoadOptions.defaults().withThreads(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A picture that comes with vtp-nano. */
    public static Path picture(String name) {
        return NANO.resolve("pictures").resolve(name + ".png");
    }

    /** A picture of a golden, (H, W, 3). */
    public static Rgb rgb(Checkpoint golden, String name) throws IOException {
        TensorInfo info = golden.require(name);
        return new Rgb(info.shape().get(0).intValue(), info.shape().get(1).intValue(), bytes(golden, name));
    }

    /** Bytes of a golden. */
    public static byte[] bytes(Checkpoint golden, String name) throws IOException {
        TensorInfo info = golden.require(name);
        byte[] data = new byte[Math.toIntExact(info.byteSize())];
        golden.copy(info, 0, MemorySegment.ofArray(data));
        return data;
    }

    /** Numbers of a golden. */
    public static double[] doubles(Checkpoint golden, String name) throws IOException {
        TensorInfo info = golden.require(name);
        double[] data = new double[Math.toIntExact(info.elementCount())];
        FloatReader.of(golden, info).doubles(0, data);
        return data;
    }

    /** Numbers of a golden. */
    public static float[] floats(Checkpoint golden, String name) throws IOException {
        TensorInfo info = golden.require(name);
        float[] data = new float[Math.toIntExact(info.elementCount())];
        FloatReader.of(golden, info).floats(0, data);
        return data;
    }
}
