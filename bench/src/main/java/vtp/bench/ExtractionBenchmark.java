package vtp.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionListener;
import vtp.datasets.ExtractionPlan;
import vtp.datasets.FeatureKind;
import vtp.datasets.FlatFolder;
import vtp.datasets.ModelEncoder;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.files.Released;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Preparation;
import vtp.loader.Dtype;

/**
 * Extraction of latents, mirrored too, from JPEGs of 500 × 375, in pictures a second; and the same work done on one
 * thread without an extraction around it. The first should be 0.95 times the second for each core.
 */
@State(Scope.Benchmark)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 1)
public class ExtractionBenchmark extends Settings {
    private static final int PICTURES = 64;

    @Param({"SMALL", "BASE"})
    private Released model = Released.SMALL;

    private final PictureReader reader = new PictureReader();
    private Path folder;
    private VtpModel vtp;
    private ModelEncoder encoder;
    private int next;

    @Setup
    public void setUp() throws IOException {
        folder = Files.createTempDirectory("vtp-extraction");
        Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < PICTURES; i++) {
            ImageIO.write(picture(i), "jpg", file(i).toFile());
        }
        LoadOptions options = LoadOptions.defaults().withThreads(1).withParts(Part.TRUNK);
        vtp = VtpModel.load(Models.files(model), options);
        int size = vtp.config().imageSize();
        encoder = new ModelEncoder(vtp, Preparation.CROP, size, Set.of(FeatureKind.LATENTS), true, new int[0]);
    }

    private Path file(int number) {
        return folder.resolve("pictures").resolve(number + ".jpg");
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
        delete(folder);
    }

    @TearDown(Level.Invocation)
    public void deleteOutput() throws IOException {
        delete(folder.resolve("out"));
    }

    private static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> paths = Files.walk(root)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(PICTURES)
    public Extraction.Summary extract() throws IOException, InterruptedException {
        ExtractionPlan plan = new ExtractionPlan("bench", Map.of(), Dtype.F32, PICTURES, 0, 1);
        FlatFolder dataset = new FlatFolder(folder.resolve("pictures"), false);
        return new Extraction(dataset, encoder, plan, folder.resolve("out")).run(new ExtractionListener() {});
    }

    @Benchmark
    public List<float[]> alone() throws IOException {
        next = (next + 1) % PICTURES;
        return List.of(encoder.encode(reader.read(file(next))));
    }
}
