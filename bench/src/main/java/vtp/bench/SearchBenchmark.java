package vtp.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vtp.datasets.FileContent;
import vtp.engine.image.Orientation;
import vtp.engine.image.Preparation;
import vtp.search.Hit;
import vtp.search.ImageSearcher;
import vtp.search.IndexSettings;
import vtp.search.IndexedFeature;
import vtp.search.IndexedPicture;
import vtp.search.PictureIndex;

/**
 * The ten pictures closest to a feature among many, by the index's graph, in milliseconds; what share of the true ten
 * it finds is printed when the index has been filled. Features lie in clusters, as those of pictures do.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
public class SearchBenchmark extends Settings {
    private static final int WIDTH = 768;
    private static final int CLUSTERS = 1000;
    private static final int TOP = 10;
    private static final int QUERIES = 200;

    @Param("100000")
    private int pictures;

    @Param({"false", "true"})
    private boolean quantized;

    /** How long what a feature has of its own is, beside what it shares with its cluster. */
    @Param("1.0")
    private float spread;

    private final Random random = new Random(1);
    private final float[][] centres = new float[CLUSTERS][];
    private final float[][] queries = new float[QUERIES][];
    private Path folder;
    private ImageSearcher searcher;
    private int next;

    @Setup
    public void fill() throws IOException {
        for (int i = 0; i < CLUSTERS; i++) {
            centres[i] = noise(WIDTH);
        }
        folder = Files.createTempDirectory("vtp-search");
        IndexSettings settings =
                new IndexSettings("bench", "00".repeat(32), Preparation.SQUASH, 256, Orientation.EXIF, quantized);
        try (PictureIndex index = PictureIndex.open(folder, settings)) {
            for (int i = 0; i < pictures; i++) {
                index.put(picture(i), feature(), noise(2));
                if (i % 1000 == 999) {
                    index.commit();
                }
            }
            index.settle();
        }
        searcher = ImageSearcher.open(folder);
        for (int i = 0; i < QUERIES; i++) {
            queries[i] = feature();
        }
        System.out.printf(Locale.ROOT, "%n# recall@10: %.3f%n", recall());
    }

    private static IndexedPicture picture(int number) {
        FileContent file = FileContent.whole(Path.of("/pictures", number + ".jpg"));
        return new IndexedPicture(file, number, Instant.EPOCH, String.format("%064x", number), null);
    }

    private float[] feature() {
        float[] feature = noise(WIDTH);
        float[] centre = centres[random.nextInt(CLUSTERS)];
        for (int i = 0; i < WIDTH; i++) {
            feature[i] = centre[i] + spread * feature[i];
        }
        return feature;
    }

    private float[] noise(int width) {
        float[] noise = new float[width];
        for (int i = 0; i < width; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    private double recall() throws IOException {
        int found = 0;
        for (float[] query : queries) {
            Set<Hit> closest = new HashSet<>(searcher.searchExactly(IndexedFeature.CLIP, query, TOP));
            closest.retainAll(searcher.search(IndexedFeature.CLIP, query, TOP));
            found += closest.size();
        }
        return (double) found / (QUERIES * TOP);
    }

    @TearDown
    public void delete() throws IOException {
        searcher.close();
        Folders.delete(folder);
    }

    @Benchmark
    public List<Hit> search() throws IOException {
        next = (next + 1) % QUERIES;
        return searcher.search(IndexedFeature.CLIP, queries[next], TOP);
    }
}
