package vtp.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionListener;
import vtp.datasets.ExtractionPlan;
import vtp.datasets.FeatureKind;
import vtp.datasets.ListFile;
import vtp.datasets.ModelEncoder;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.files.Released;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Preparation;
import vtp.loader.Dtype;

/**
 * Extraction of latents, mirrored too, from JPEGs of 500 × 375, in pictures a second: the figure {@code pictures}.
 *
 * <p>{@link #alone} does a picture's work, reading and preparing and encoding, without an extraction around it, on one
 * thread while the others rest; {@link #together} does so on every thread, so that they share caches and memory. An
 * extraction should reach 0.95 of the first for each core, and of the second as it is.
 */
@State(Scope.Benchmark)
@Warmup(iterations = 1, time = 10)
@Measurement(iterations = 3, time = 10)
public class ExtractionBenchmark extends Settings {
    private static final int FILES = 64;

    @Param({"SMALL", "BASE"})
    private Released model = Released.SMALL;

    /** How many an extraction has; files repeat. */
    @Param("96")
    private int count;

    private final PictureReader reader = new PictureReader();
    private final AtomicInteger next = new AtomicInteger();
    private Path folder;
    private Path list;
    private VtpModel vtp;
    private ModelEncoder encoder;

    /** What is counted. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Counter {
        public long pictures;
    }

    @Setup
    public void setUp() throws IOException {
        folder = Files.createTempDirectory("vtp-extraction");
        for (int i = 0; i < FILES; i++) {
            ImageIO.write(picture(i), "jpg", file(i).toFile());
        }
        list = folder.resolve("list.tsv");
        Files.write(
                list,
                IntStream.range(0, count)
                        .mapToObj(i -> file(i).getFileName().toString())
                        .toList());
        LoadOptions options = LoadOptions.defaults().withThreads(1).withParts(Part.TRUNK);
        vtp = VtpModel.load(Models.files(model), options);
        int size = vtp.config().imageSize();
        encoder = new ModelEncoder(vtp, Preparation.CROP, size, Set.of(FeatureKind.LATENTS), true, new int[0]);
    }

    private Path file(int number) {
        return folder.resolve(number % FILES + ".jpg");
    }

    /** Waves, which compress as a photograph does. */
    private static BufferedImage picture(int number) {
        BufferedImage image = new BufferedImage(500, 375, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int wave = (int) (127 + 60 * Math.sin(x * 0.13 + number) + 60 * Math.cos(y * 0.21 * x * 0.01));
                image.setRGB(x, y, wave << 16 | (wave * 3 & 0xff) << 8 | (x + y & 0xff));
            }
        }
        return image;
    }

    @TearDown
    public void close() throws IOException {
        vtp.close();
        Folders.delete(folder);
    }

    @TearDown(Level.Invocation)
    public void deleteOutput() throws IOException {
        Folders.delete(folder.resolve("out"));
    }

    @Benchmark
    public Extraction.Summary extract(Counter counter) throws IOException, InterruptedException {
        ExtractionPlan plan = new ExtractionPlan("bench", Map.of(), Dtype.F32, count, 0, 1);
        Extraction extraction = new Extraction(new ListFile(list), encoder, plan, folder.resolve("out"));
        Extraction.Summary summary = extraction.run(new ExtractionListener() {});
        counter.pictures += summary.pictures() - summary.failed();
        return summary;
    }

    @Benchmark
    public List<float[]> alone(Counter counter) throws IOException {
        counter.pictures++;
        return List.of(encoder.encode(reader.read(file(next.getAndIncrement()))));
    }

    @Benchmark
    @Threads(Threads.MAX)
    public List<float[]> together(Counter counter) throws IOException {
        return alone(counter);
    }
}
