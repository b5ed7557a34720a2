package vtp.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.generation.Goldens.assertClose;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vtp.engine.config.LoadOptions;
import vtp.engine.tensor.Latents;
import vtp.generation.config.SamplingConfig;
import vtp.generation.config.Solver;

/** The generator that comes with the library, whose weights are trained, against the reference's network. */
@Tag("any-width")
class NanoDitTest {
    private static final double RMS = 5e-6;
    private static final double LARGEST = 5e-5;
    private static Goldens golden;
    private static GeneratorSource source;
    private static Generator generator;

    @BeforeAll
    static void load() throws IOException {
        golden = new Goldens("../nano-dit/golden");
        source = GeneratorSource.builtIn();
        generator = Generator.load(source, LoadOptions.defaults().withThreads(2));
    }

    @AfterAll
    static void close() {
        generator.close();
    }

    private static Latents noise() {
        return Generator.batch(generator.config(), golden.values("noise"));
    }

    /** Element (k · 2654435761) mod count of the values, for each k. */
    private static void assertSample(String name, Latents actual, double largest) {
        float[] expected = golden.values(name + ".sample");
        float[] sample = new float[expected.length];
        for (int k = 0; k < sample.length; k++) {
            sample[k] = actual.data()[(int) (k * 2654435761L % actual.data().length)];
        }
        assertClose(name, sample, expected, RMS, largest);
    }

    @Test
    void velocities() {
        assertSample("output/0", generator.velocity(noise(), 0, golden.ints("labels")), LARGEST);
        assertSample("output/0.5", generator.velocity(noise(), 0.5f, golden.ints("labels")), LARGEST);
    }

    @Test
    void latentsOfLabels() throws IOException {
        Latents end = sample(1);
        assertSample("euler", end, LARGEST);
        assertSample("latents", source.scale().orElseThrow().apply(end), LARGEST);
    }

    /** Guidance at every step makes single values uncertain: in PyTorch float32 is off float64 by 3 · 10⁻⁵. */
    @Test
    void latentsWithGuidance() {
        assertSample("guided", sample(Double.parseDouble(golden.text("guidance"))), 6 * LARGEST);
    }

    private static Latents sample(double guidance) {
        int points = Integer.parseInt(golden.text("points"));
        SamplingConfig euler =
                new SamplingConfig(Solver.EULER, points, 0, guidance, 0, SamplingConfig.ALL_CHANNELS, 1e-6, 1e-3);
        return new Sampler(generator, euler).sample(noise(), golden.ints("labels"), SamplingListener.NONE);
    }

    @Test
    void itsClassesHaveNames() {
        assertThat(source.labels()).hasSize(48);
        assertThat(source.labels().get(23)).isEqualTo("a yellow star");
        assertThat(source.guessed()).isFalse();
    }
}
