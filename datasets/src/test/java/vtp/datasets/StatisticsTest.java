package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.FloatReader;
import vtp.loader.torch.TorchFile;
import vtp.loader.torch.TorchTensor;

/** Mean and deviation of latents, against those of the reference and against plain formulas. */
class StatisticsTest {
    private static final Path GOLDENS = Path.of("../testdata/goldens/eval");

    @TempDir
    private Path folder;

    private static float[] read(Path file, String name) throws IOException {
        try (TorchFile torch = TorchFile.open(file)) {
            TorchTensor tensor = torch.require(name);
            MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(tensor.elementCount() * Float.BYTES)]);
            tensor.copy(0, bytes);
            float[] values = new float[Math.toIntExact(tensor.elementCount())];
            FloatReader.decode(Dtype.F32, bytes, values);
            return values;
        }
    }

    @Test
    void statisticsOfTheGoldenShardsAreThoseThatTheReferenceComputed() throws IOException {
        LatentsStatistics statistics = LatentsStatistics.of(GOLDENS.resolve("latents"));
        Path file = folder.resolve("latents_stats.pt");
        statistics.write(file);
        float[] std = read(GOLDENS.resolve("latents/latents_stats.pt"), "std");
        float[] mean = read(GOLDENS.resolve("latents/latents_stats.pt"), "mean");
        assertThat(read(file, "std")).hasSameSizeAs(std);
        for (int c = 0; c < std.length; c++) {
            assertThat(read(file, "std")[c]).isCloseTo(std[c], within(1e-6f * std[c]));
            assertThat(read(file, "mean")[c]).isCloseTo(mean[c], within(1e-6f * std[c]));
        }
    }

    /** n in place of n − 1 would show. */
    @Test
    void theTolerancesTellNFromNMinusOne() throws IOException {
        LatentsStatistics statistics = LatentsStatistics.of(GOLDENS.resolve("latents"));
        double n = statistics.moments().count();
        assertThat(1 - Math.sqrt((n - 1) / n)).isGreaterThan(1e-4);
    }

    @Test
    void itemsOfTheGoldenShardsAreThoseOfTheReference() throws IOException {
        List<ShardReader.Picture> pictures = ShardReader.read(GOLDENS.resolve("latents"));
        float[] mean = read(GOLDENS.resolve("latents/latents_stats.pt"), "mean");
        float[] std = read(GOLDENS.resolve("latents/latents_stats.pt"), "std");
        try (Checkpoint expected = Checkpoint.open(GOLDENS.resolve("latents_expected.safetensors"))) {
            long[] labels = new long[pictures.size()];
            FloatReader.of(expected, expected.require("labels")).longs(0, labels);
            for (int i = 0; i < pictures.size(); i++) {
                ShardReader.Picture picture = pictures.get(i);
                assertThat(picture.label()).isEqualTo(labels[i]);
                for (boolean flip : List.of(false, true)) {
                    float[] stored = flip ? picture.flipped() : picture.latents();
                    String name = flip ? "latents_flip" : "latents";
                    float[] normed = ShardReader.row(expected, "normed/" + name, labels.length, i);
                    float[] raw = ShardReader.row(expected, "raw/" + name, labels.length, i);
                    int positions = normed.length / mean.length;
                    for (int k = 0; k < normed.length; k++) {
                        float value = (stored[k] - mean[k / positions]) / std[k / positions];
                        assertThat(value).isCloseTo(normed[k], within(2e-7f * Math.max(1, Math.abs(normed[k]))));
                        assertThat(stored[k] * 0.18215f).isCloseTo(raw[k], within(2e-7f * Math.abs(raw[k])));
                    }
                }
            }
        }
    }

    @Test
    void mergedPartsAreTheWhole() {
        Random random = new Random(3);
        ChannelMoments whole = new ChannelMoments(2);
        ChannelMoments parts = new ChannelMoments(2);
        double[] sums = new double[2];
        float[][] pictures = new float[50][6];
        for (int i = 0; i < 50; i += 10) {
            ChannelMoments part = new ChannelMoments(2);
            for (int k = i; k < i + 10; k++) {
                for (int j = 0; j < 6; j++) {
                    pictures[k][j] = (float) (1000 * (j / 3) + random.nextGaussian() * (1 + j / 3));
                    sums[j / 3] += pictures[k][j];
                }
                whole.add(pictures[k]);
                part.add(pictures[k]);
            }
            parts.merge(part);
        }
        parts.merge(new ChannelMoments(2));
        for (int c = 0; c < 2; c++) {
            double mean = sums[c] / 150;
            double squares = 0;
            for (float[] picture : pictures) {
                for (int i = 0; i < 3; i++) {
                    squares += Math.pow(picture[3 * c + i] - mean, 2);
                }
            }
            double std = Math.sqrt(squares / 149);
            assertThat(whole.mean()[c]).isCloseTo(mean, within(1e-12 * 1000));
            assertThat(parts.mean()[c]).isCloseTo(mean, within(1e-12 * 1000));
            assertThat(whole.std()[c]).isCloseTo(std, within(1e-12 * std));
            assertThat(parts.std()[c]).isCloseTo(std, within(1e-12 * std));
        }
        assertThat(parts.count()).isEqualTo(150);
    }

    @Test
    void aChannelWithoutSpreadIsRefusedByItsNumber() {
        ChannelMoments moments = new ChannelMoments(3);
        moments.add(new float[] {1, 2, 5, 5, 3, 4});
        moments.add(new float[] {2, 2, 5, 5, 3, 4});
        Path file = folder.resolve("latents_stats.pt");
        assertThatThrownBy(() -> new LatentsStatistics(2, moments).write(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("channel 1 of the latents is the same everywhere");
        assertThat(file).doesNotExist();
    }

    @Test
    void aFolderWithoutShardsIsRefused() throws IOException {
        assertThatThrownBy(() -> LatentsStatistics.of(folder)).hasMessageContaining("neither a manifest nor a shard");
        Files.writeString(folder.resolve("manifest.jsonl"), "{\"a\":1}\n");
        assertThatThrownBy(() -> LatentsStatistics.of(folder)).hasMessageContaining("is no manifest of an extraction");
    }
}
