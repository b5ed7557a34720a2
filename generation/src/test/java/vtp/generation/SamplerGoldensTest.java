package vtp.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vtp.generation.Goldens.assertClose;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vtp.engine.tensor.Latents;
import vtp.generation.config.DitConfig;
import vtp.generation.config.SamplingConfig;
import vtp.generation.config.Solver;

/** The reference's samplers on a small network: every state on the way. */
@Tag("any-width")
class SamplerGoldensTest {
    private static final double RMS = 5e-6;
    private static final double LARGEST = 5e-5;
    private static Goldens golden;
    private static Generator generator;

    @BeforeAll
    static void read() throws IOException {
        golden = new Goldens("sampler");
        generator = SyntheticDit.generator(Goldens.config(golden.json("config")), 2);
    }

    @AfterAll
    static void close() {
        generator.close();
    }

    private static SamplingConfig settings(
            Solver solver, int points, double shift, double scale, double start, int channels) {
        return new SamplingConfig(solver, points, shift, scale, start, channels, 1e-6, 1e-3);
    }

    @Test
    void gridsToTheBit() {
        Object[][] grids = {{250, 0.075}, {250, 0.3}, {50, 0.0}, {250, 0.0}, {2, 0.075}, {7, 0.1}};
        for (Object[] grid : grids) {
            float[] times = TimeGrid.of((Integer) grid[0], (Double) grid[1]);
            assertThat(times)
                    .as(Arrays.toString(grid))
                    .containsExactly(golden.values("grid/" + grid[0] + "_" + grid[1]));
        }
    }

    /** Each state is compared, the first being the noise. */
    private static void follow(String name, SamplingConfig config) {
        float[] states = golden.values(name + "/x");
        int each = golden.values("z").length;
        Latents noise = Generator.batch(generator.config(), golden.values("z"));
        int[] labels = golden.ints("y");
        List<Integer> seen = new ArrayList<>();
        Latents end = new Sampler(generator, config).sample(noise, labels, (step, steps, state) -> {
            float[] expected = Arrays.copyOfRange(states, step * each, (step + 1) * each);
            assertClose(name + " step " + step, state.get().data(), expected, RMS, LARGEST);
            assertThat(steps).isEqualTo(states.length / each - 1);
            seen.add(step);
        });
        assertThat(seen).hasSize(states.length / each - 1);
        float[] last = Arrays.copyOfRange(states, states.length - each, states.length);
        assertClose(name, end.data(), last, RMS, LARGEST);
    }

    @Test
    void euler() {
        follow("euler", settings(Solver.EULER, 9, 0.3, 1, 0, 3));
    }

    /** Points are one more than steps: with one more of them, or the shift left out, the states are others. */
    @Test
    void anotherGridIsFound() {
        assertThatThrownBy(() -> follow("euler", settings(Solver.EULER, 10, 0.3, 1, 0, 3)))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> follow("euler", settings(Solver.EULER, 9, 0, 1, 0, 3)))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> follow("euler", settings(Solver.HEUN, 9, 0.3, 1, 0, 3)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void guidedFromATimeOn() {
        follow("cfg", settings(Solver.EULER, 9, 0.3, 4, 0.1, 3));
        assertThatThrownBy(() -> follow("cfg", settings(Solver.EULER, 9, 0.3, 4, 0, 3)))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> follow("cfg", settings(Solver.EULER, 9, 0.3, 4, 0.1, 16)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void guidedAllTheWay() {
        follow("demo", settings(Solver.EULER, 9, 0, 9, 0, 3));
    }

    /** The reference's demonstration guides also on the way of dopri5, whose error then watches both halves. */
    @Test
    void guidedVelocities() throws IOException {
        Goldens network = new Goldens("ditsmall");
        for (String variant : List.of("vtp", "qknorm", "rope_layernorm")) {
            DitConfig config =
                    Goldens.config((Map<?, ?>) network.json("configs").get(variant));
            try (Generator small = SyntheticDit.generator(config, 2)) {
                float[] x = network.values(variant + "/x");
                float[] twice = new float[x.length / 3 * 4];
                System.arraycopy(x, 0, twice, 0, twice.length / 2);
                System.arraycopy(x, 0, twice, twice.length / 2, twice.length / 2);
                GuidedVelocity guided = new GuidedVelocity(small, new int[] {3, 7}, 4, 0.1, 3);
                assertClose(variant, guided.at(0.09f, twice), network.values(variant + "/cfg_before"), RMS, LARGEST);
                assertClose(variant, guided.at(0.11f, twice), network.values(variant + "/cfg_after"), RMS, LARGEST);
            }
        }
    }

    @Test
    void dopri5() {
        follow("dopri5", settings(Solver.DOPRI5, 5, 0, 1, 0, 3));
    }

    /** The times of all calls of the network, beyond the end too. */
    @Test
    void timesOfDopri5() {
        float[] expected = golden.values("dopri5/times");
        List<Float> times = new ArrayList<>();
        Velocity recorded = (time, x) -> {
            times.add(time);
            return generator
                    .velocity(Generator.batch(generator.config(), x), time, golden.ints("y"))
                    .data();
        };
        new DormandPrince(1e-6, 1e-3).solve(recorded, golden.values("z"), TimeGrid.of(5, 0), (point, state) -> {});
        assertThat(times).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(times.get(i)).isCloseTo(expected[i], Offset.offset(1e-3f * expected[i]));
        }
        assertThat(times).anyMatch(time -> time > 1);
    }

    @Test
    void latentsForTheTokenizer() {
        float[] x = golden.values("euler/x");
        float[] end = Arrays.copyOfRange(x, x.length - golden.values("z").length, x.length);
        for (String name : List.of("euler/latents", "euler/latents_multiplier_0.5")) {
            double multiplier = name.endsWith("0.5") ? 0.5 : 1;
            LatentScale scale = new LatentScale(golden.values("mean"), golden.values("std"), multiplier);
            float[] latents =
                    scale.apply(Generator.batch(generator.config(), end)).data();
            assertClose(name, latents, golden.values(name), 2e-7, 2e-6);
        }
    }
}
