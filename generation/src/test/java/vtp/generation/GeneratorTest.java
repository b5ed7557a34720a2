package vtp.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ModelException;
import vtp.engine.tensor.Latents;
import vtp.generation.config.DitConfig;
import vtp.generation.config.GeneratorConfig;
import vtp.generation.config.SamplingConfig;
import vtp.generation.config.Solver;
import vtp.loader.AtomicFile;
import vtp.loader.StoredTensor;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;
import vtp.loader.torch.LatentsStatsFile;

@Tag("any-width")
class GeneratorTest {
    private static final DitConfig SMALL = new DitConfig(2, 64, 2, 2, 8, 5, 10, false, true, true, true, false, false);

    private static SamplingConfig settings(Solver solver, double guidance) {
        return settings(solver, guidance, SamplingConfig.REFERENCE_CHANNELS);
    }

    private static SamplingConfig settings(Solver solver, double guidance, int channels) {
        return new SamplingConfig(solver, 4, 0.3, guidance, 0, channels, 1e-4, 1e-2);
    }

    private static float[] sample(int threads, Solver solver, double guidance, long... indices) throws IOException {
        try (Generator generator = SyntheticDit.generator(SMALL, threads)) {
            int[] labels =
                    Arrays.stream(indices).mapToInt(i -> Noise.label(7, i, 10)).toArray();
            return new Sampler(generator, settings(solver, guidance))
                    .sample(Noise.of(7, indices, SMALL), labels, SamplingListener.NONE)
                    .data();
        }
    }

    @Test
    void aPictureIsTheSameWhateverItsBatchAndTheThreads() throws IOException {
        for (double guidance : new double[] {1, 3}) {
            for (Solver solver : new Solver[] {Solver.EULER, Solver.HEUN}) {
                float[] together = sample(2, solver, guidance, 3, 100, 4, 5, 9_000_000_000L);
                int each = together.length / 5;
                assertThat(sample(1, solver, guidance, 4))
                        .containsExactly(Arrays.copyOfRange(together, 2 * each, 3 * each));
                assertThat(sample(1, solver, guidance, 9_000_000_000L, 3))
                        .startsWith(Arrays.copyOfRange(together, 4 * each, 5 * each))
                        .endsWith(Arrays.copyOf(together, each));
            }
            assertThat(sample(1, Solver.DOPRI5, guidance, 4)).containsExactly(sample(2, Solver.DOPRI5, guidance, 4));
        }
    }

    /** What Java specifies of its random numbers does not change with its version. */
    @Test
    void noiseIsOfItsSeedAndIndex() {
        float[] noise = Noise.of(7, new long[] {42}, SMALL).data();
        assertThat(Noise.of(7, new long[] {41, 42}, SMALL).data()).endsWith(noise);
        assertThat(Noise.of(8, new long[] {42}, SMALL).data()).doesNotContain(noise[0]);
        double mean = 0;
        double squares = 0;
        float[] many = Noise.of(1, new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}, SMALL)
                .data();
        for (float value : many) {
            mean += value / many.length;
            squares += value * value / many.length;
        }
        assertThat(mean).isBetween(-0.05, 0.05);
        assertThat(squares).isBetween(0.93, 1.07);
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            labels.add(Noise.label(7, i, 10));
        }
        assertThat(labels).contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).allMatch(label -> label >= 0 && label < 10);
    }

    @Test
    void allChannelsGuidedIsAnotherPictureThanThree() throws IOException {
        try (Generator generator = SyntheticDit.generator(SMALL, 1)) {
            Latents noise = Noise.of(1, new long[] {0}, SMALL);
            float[] three = new Sampler(generator, settings(Solver.EULER, 4))
                    .sample(noise, new int[] {5}, SamplingListener.NONE)
                    .data();
            float[] all = new Sampler(generator, settings(Solver.EULER, 4, SamplingConfig.ALL_CHANNELS))
                    .sample(noise, new int[] {5}, SamplingListener.NONE)
                    .data();
            assertThat(all).isNotEqualTo(three);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Generator generator = SyntheticDit.generator(SMALL, 1);
        Sampler sampler = new Sampler(generator, settings(Solver.EULER, 1));
        Latents noise = Noise.of(1, new long[] {0}, SMALL);
        assertThatThrownBy(() -> sampler.sample(noise, new int[] {10}, SamplingListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("label 10 is none of the 10 classes, which are numbered from 0");
        assertThatThrownBy(() -> sampler.sample(noise, new int[2], SamplingListener.NONE))
                .hasMessage("2 labels for a batch of 1");
        assertThatThrownBy(() -> sampler.sample(Latents.zeros(1, 5, 4, 8), new int[1], SamplingListener.NONE))
                .hasMessage("latents are (5, 4, 8), generator synthetic draws (5, 8, 8)");
        noise.data()[7] = Float.NaN;
        assertThatThrownBy(() -> sampler.sample(noise, new int[1], SamplingListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
        generator.close();
        generator.close();
        assertThatThrownBy(() -> generator.velocity(Latents.zeros(1, 5, 8, 8), 0, new int[1]))
                .isInstanceOf(IllegalStateException.class);
    }

    private static void write(Path file, Map<String, StoredTensor> tensors) throws IOException {
        List<TensorSpec> specs = tensors.values().stream()
                .map(tensor -> new TensorSpec(tensor.name(), tensor.dtype(), tensor.shape()))
                .toList();
        AtomicFile atomic = AtomicFile.open(file, AtomicFile.Existing.REPLACE);
        try (TensorWriter writer = TensorWriter.safetensors(atomic, specs, Map.of())) {
            for (StoredTensor tensor : tensors.values()) {
                MemorySegment bytes = MemorySegment.ofArray(new byte[(int) tensor.byteSize()]);
                tensor.copy(0, bytes);
                writer.write(bytes);
            }
            writer.finish();
        }
    }

    @Test
    void fromAFileByItsTensorsAlone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("dit.safetensors");
        write(file, SyntheticDit.tensors(SMALL));
        GeneratorSource source = GeneratorSource.file(file, null);
        assertThat(source.config().network()).isEqualTo(SMALL);
        assertThat(source.guessed()).isTrue();
        assertThat(source.labels()).isEmpty();
        assertThat(source.scale()).isEmpty();
        Latents x = Noise.of(1, new long[] {0}, SMALL);
        try (Generator read = Generator.load(source, LoadOptions.defaults().withThreads(1));
                Generator made = SyntheticDit.generator(SMALL, 1)) {
            assertThat(read.velocity(x, 0.5f, new int[] {10}).data())
                    .containsExactly(made.velocity(x, 0.5f, new int[] {10}).data());
        }
    }

    @Test
    void tensorsThatAreNotTheArchitecturesAreListed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("dit.safetensors");
        Map<String, StoredTensor> tensors = new LinkedHashMap<>(SyntheticDit.tensors(SMALL));
        tensors.remove("blocks.1.mlp.w3.bias");
        write(file, tensors);
        assertThatThrownBy(() -> GeneratorSource.file(file, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "lacks a tensor that a LightningDiT of its sizes calls for: blocks.1.mlp.w3.bias");
        write(file, SyntheticDit.tensors(SMALL));
        DitConfig other = new DitConfig(2, 64, 2, 2, 8, 5, 11, false, true, true, true, false, false);
        assertThatThrownBy(() -> GeneratorSource.file(file, new GeneratorConfig(other, SamplingConfig.usual(), 1)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("of another shape than the trainer's configuration calls for:"
                        + " y_embedder.embedding_table.weight is (11, 64), must be (12, 64)");
    }

    @Test
    void fromAFolder(@TempDir Path folder) throws IOException {
        write(folder.resolve("model.safetensors"), SyntheticDit.tensors(SMALL));
        Files.writeString(folder.resolve("config.json"), """
                {"input_size": 8, "patch_size": 2, "in_chans": 5, "hidden_size": 64, "depth": 2, "num_heads": 2,
                 "num_classes": 10, "use_rmsnorm": true, "use_swiglu": true, "use_rope": true}
                """);
        assertThat(GeneratorSource.folder(folder).config().network()).isEqualTo(SMALL);
        assertThat(GeneratorSource.folder(folder).scale()).isEmpty();
        Files.writeString(folder.resolve("labels.txt"), "a\nb c\nd\ne\nf\ng\nh\ni\nj\nk\n");
        write(
                folder.resolve("latents_stats.safetensors"),
                Map.of(
                        "mean", new SyntheticDit.Held("mean", List.of(5L), new float[] {1, 2, 3, 4, 5}),
                        "std", new SyntheticDit.Held("std", List.of(5L), new float[] {1, 1, 1, 1, 2})));
        GeneratorSource source = GeneratorSource.folder(folder);
        assertThat(source.labels()).hasSize(10).contains("b c");
        assertThat(source.scale().orElseThrow().std()).endsWith(2);
        Files.writeString(folder.resolve("labels.txt"), "a\nb");
        assertThatThrownBy(() -> GeneratorSource.folder(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("names 2 classes, its config.json says that there are 10");
    }

    @Test
    void statisticsOfLatents(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("latents_stats.pt");
        stats(file, new float[] {1, 2}, new float[] {3, 4});
        LatentScale scale = LatentScale.read(file, 2, 0.5);
        assertThat(scale.apply(new Latents(new float[] {1, 2, 3, 4}, 2, 2, 1, 1))
                        .data())
                .containsExactly(7, 18, 19, 34);
        assertThatThrownBy(() -> LatentScale.read(file, 3, 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is of latents with 2 channels, the network draws 3");
        stats(file, new float[] {1, 2}, new float[] {3, 0});
        assertThatThrownBy(() -> LatentScale.read(file, 2, 1)).hasMessageContaining("deviation of channel 1 is 0.0");
        stats(file, new float[] {1, Float.NaN}, new float[] {3, 1});
        assertThatThrownBy(() -> LatentScale.read(file, 2, 1)).hasMessageContaining("mean of channel 1 is NaN");
        Path other = folder.resolve("other.safetensors");
        write(other, SyntheticDit.tensors(SMALL));
        assertThatThrownBy(() -> LatentScale.read(other, 2, 1)).hasMessageContaining("no tensor mean");
        Files.write(file, MemorySegment.ofArray(new int[] {1, 2}).toArray(ValueLayout.JAVA_BYTE));
        assertThatThrownBy(() -> LatentScale.read(file, 2, 1)).isInstanceOf(IOException.class);
    }

    private static void stats(Path file, float[] mean, float[] std) throws IOException {
        LatentsStatsFile.write(AtomicFile.open(file, AtomicFile.Existing.REPLACE), mean, std);
    }
}
