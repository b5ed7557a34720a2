package vtp.evaluation.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.Goldens;
import vtp.evaluation.network.InceptionInput;
import vtp.loader.AtomicFile;
import vtp.loader.Dtype;
import vtp.loader.LoaderException;
import vtp.loader.NpzWriter;

class StatisticsFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"stats.npz, 0", "stats_compressed.npz, 1e-7"})
    void filesOfNumPy(String file, double limit) throws IOException {
        StatisticsFile statistics = StatisticsFile.read(Goldens.FOLDER.resolve(file), 16);
        assertThat(statistics.spatial()).isNull();
        assertThat(statistics.input()).isNull();
        assertThat(statistics.pooled().count()).isZero();
        try (Goldens goldens = Goldens.open("fid.safetensors")) {
            double[] mean = goldens.values("full/mu1");
            double[] covariance = goldens.values("full/sigma1");
            for (int i = 0; i < 16; i++) {
                assertThat(statistics.pooled().mean(i)).isCloseTo(mean[i], within(limit));
                for (int j = 0; j < 16; j++) {
                    assertThat(statistics.pooled().covariance(i, j)).isCloseTo(covariance[16 * i + j], within(1e-15));
                }
            }
        }
    }

    @Test
    void whatIsWrittenIsReadToTheBit() throws IOException {
        FeatureMoments pooled = new FeatureMoments(3);
        FeatureMoments spatial = new FeatureMoments(2);
        for (int i = 0; i < 10; i++) {
            pooled.add(new float[] {i, i * i, 1f / (i + 1)});
            spatial.add(new float[] {i % 3, 5});
        }
        Path file = folder.resolve("a.npz");
        new StatisticsFile(pooled.statistics(), spatial.statistics(), InceptionInput.PYTORCH).write(file);
        StatisticsFile read = StatisticsFile.read(file, 3);
        assertThat(read.input()).isEqualTo(InceptionInput.PYTORCH);
        assertThat(read.pooled().count()).isEqualTo(10);
        assertThat(read.pooled().mean()).isEqualTo(pooled.statistics().mean());
        assertThat(read.spatial()).isNotNull();
        assertThat(read.spatial().mean()).isEqualTo(spatial.statistics().mean());
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(read.pooled().covariance(i, j))
                        .isEqualTo(pooled.statistics().covariance(i, j));
            }
        }
    }

    private Path write(List<Long> meanShape, double[] mean, List<Long> shape, double[] covariance) throws IOException {
        Path file = folder.resolve("bad.npz");
        try (NpzWriter writer = new NpzWriter(AtomicFile.open(file, AtomicFile.Existing.REPLACE))) {
            writer.begin("mu", Dtype.F64, meanShape);
            writer.write(bytes(mean));
            writer.begin("sigma", Dtype.F64, shape);
            writer.write(bytes(covariance));
            writer.finish();
        }
        return file;
    }

    private static MemorySegment bytes(double[] values) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Double.BYTES]);
        MemorySegment.copy(values, 0, bytes, ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, values.length);
        return bytes;
    }

    private void refuses(Path file, int size, String message) {
        assertThatThrownBy(() -> StatisticsFile.read(file, size))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining(file.getFileName().toString())
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsNoCovariance() throws IOException {
        List<Long> two = List.of(2L);
        List<Long> square = List.of(2L, 2L);
        double[] mean = {0, 1};
        refuses(write(two, new double[] {0, Double.NaN}, square, new double[4]), 2, "value 1 of mu is NaN");
        double[] infinite = {1, 0, Double.POSITIVE_INFINITY, 1};
        refuses(write(two, mean, square, infinite), 2, "value 2 of sigma is Infinity");
        refuses(write(two, mean, square, new double[] {1, 0, 0.5, 1}), 2, "its mirror 0.0: that is no covariance");
        refuses(write(two, mean, square, new double[] {1, 0, 0, -1}), 2, "sigma[1, 1] is -1.0");
        refuses(write(two, mean, List.of(4L), new double[4]), 0, "sigma [4], needed [n] and [n, n]");
        refuses(write(two, mean, square, new double[4]), 3, "needed [3] and [3, 3]");
        refuses(Goldens.FOLDER.resolve("stats.npz"), 2048, "mu has the shape [16]");
    }

    private Path lying(String golden, String shape, String other) throws IOException {
        String bytes = Files.readString(Goldens.FOLDER.resolve(golden), StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains(shape);
        return Files.writeString(
                folder.resolve("lying-" + golden), bytes.replace(shape, other), StandardCharsets.ISO_8859_1);
    }

    @Test
    void refusesAFileThatLiesAboutItsSize() throws IOException {
        Path statistics = lying("stats.npz", "(16, 16)", "(96, 16)");
        assertThatThrownBy(() -> StatisticsFile.read(statistics, 0))
                .isInstanceOf(LoaderException.class)
                .hasMessageContaining("lying-stats.npz");
        Path samples = lying("batch.npz", "(2, 64, 64, 3)", "(9, 64, 64, 3)");
        assertThatThrownBy(() -> SampleFile.open(samples))
                .isInstanceOf(LoaderException.class)
                .hasMessageContaining("shape [9, 64, 64, 3] in U8 needs 110592 bytes");
        assertThatThrownBy(() -> SampleFile.open(Goldens.FOLDER.resolve("stats.npz")))
                .isInstanceOf(LoaderException.class)
                .hasMessageContaining("has no array \"arr_0\"");
    }

    @Test
    void refusesSamplesThatAreNoPictures() throws IOException {
        Path file = folder.resolve("floats.npz");
        try (NpzWriter writer = new NpzWriter(AtomicFile.open(file, AtomicFile.Existing.REPLACE))) {
            writer.begin("arr_0", Dtype.F64, List.of(1L, 2L, 2L, 3L));
            writer.write(bytes(new double[12]));
            writer.finish();
        }
        assertThatThrownBy(() -> SampleFile.open(file))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("arr_0 is F64 [1, 2, 2, 3], needed U8 [n, height, width, 3]");
    }
}
