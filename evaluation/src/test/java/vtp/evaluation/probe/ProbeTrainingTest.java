package vtp.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.evaluation.EvaluationException;

/** Trainings on clouds of points, a cloud for each class. */
class ProbeTrainingTest {
    private static final int CLASSES = 7;
    private static final int CHANNELS = 6;
    private static final List<Head> HEADS =
            List.of(new Head(1, 1e-3), new Head(1, 0.1), new Head(4, 1e-3), new Head(4, 0.1));
    private static final TrainingPlan PLAN = new TrainingPlan(32, 20, 4, false, 5);
    private static final ProbeTraining.Listener SILENT = new ProbeTraining.Listener() {};

    @TempDir
    private Path folder;

    private static Features clouds(int count, long seed) {
        SplittableRandom middles = new SplittableRandom(1);
        float[] middle = new float[CLASSES * 5 * CHANNELS];
        for (int i = 0; i < middle.length; i++) {
            middle[i] = (float) middles.nextGaussian();
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = IntStream.range(0, count).map(i -> i % CLASSES).toArray();
        float[] rows = new float[count * 5 * CHANNELS];
        for (int i = 0; i < rows.length; i++) {
            int row = i / (5 * CHANNELS);
            rows[i] = middle[labels[row] * 5 * CHANNELS + i % (5 * CHANNELS)] + 1.5f * (float) random.nextGaussian();
        }
        return ProbeGoldenTest.features(rows, labels);
    }

    private static ProbeTraining training(Features train, TrainingPlan plan) throws IOException {
        return new ProbeTraining(train, clouds(210, 3), CLASSES, CHANNELS, plan, HEADS);
    }

    private static ProbeTraining.Outcome run(TrainingPlan plan, int threads) throws IOException {
        return training(clouds(140, 2), plan).run(null, Map.of(), false, threads, SILENT);
    }

    @Test
    void theBestLearnsToTellCloudsApart() throws IOException {
        ProbeTraining.Outcome outcome = run(PLAN, 1);
        assertThat(outcome.best().value()).isGreaterThan(80);
        assertThat(outcome.best().low()).isGreaterThan(100.0 / CLASSES);
        assertThat(outcome.last()).hasSize(4);
        assertThat(outcome.last().get(0).value())
                .as("a rate too small")
                .isLessThan(outcome.best().value());
        assertThat(outcome.weight())
                .hasSize(CLASSES * HEADS.get(outcome.bestHead()).inputLength(CHANNELS));
        assertThat(outcome.confusion().pictures()).isEqualTo(210);
        assertThat(outcome.confusion().topOne()).isEqualTo(outcome.best());
    }

    @Test
    void threadsChangeNotABit() throws IOException {
        assertSame(run(PLAN, 1), run(PLAN, 2));
        ProbeTraining.Outcome other = run(new TrainingPlan(32, 20, 4, false, 6), 1);
        assertThat(other.weight()).isNotEqualTo(run(PLAN, 1).weight());
    }

    private static void assertSame(ProbeTraining.Outcome a, ProbeTraining.Outcome b) {
        assertThat(a.weight()).isEqualTo(b.weight());
        assertThat(a.bias()).isEqualTo(b.bias());
        assertThat(a.last()).isEqualTo(b.last());
        assertThat(List.of(a.bestHead(), a.bestEpoch())).containsExactly(b.bestHead(), b.bestEpoch());
    }

    @Test
    void aRunThatWasEndedGoesOnToTheSameNumbers() throws IOException {
        ProbeTraining.Outcome undisturbed = run(PLAN, 1);
        Path file = folder.resolve("training.safetensors");
        for (long end : new long[] {7, 25, 61, 79}) {
            assertThatThrownBy(() -> training(clouds(140, 2), PLAN)
                            .run(file, Map.of("model", "a"), false, 2, new ProbeTraining.Listener() {
                                @Override
                                public void progressed(long steps, long all) {
                                    if (steps == end) {
                                        throw new IllegalStateException("killed");
                                    }
                                }
                            }))
                    .hasMessage("killed");
        }
        assertThat(file).exists();
        assertSame(training(clouds(140, 2), PLAN).run(file, Map.of("model", "a"), false, 2, SILENT), undisturbed);
        // and once more, with nothing left to do
        assertSame(training(clouds(140, 2), PLAN).run(file, Map.of("model", "a"), false, 1, SILENT), undisturbed);
        assertThatThrownBy(() -> training(clouds(140, 2), PLAN).run(file, Map.of("model", "b"), false, 1, SILENT))
                .hasMessageContaining("was begun with other model: a, now b");
        assertThatThrownBy(() -> training(clouds(147, 2), PLAN).run(file, Map.of("model", "a"), false, 1, SILENT))
                .hasMessageContaining("was begun with other pictures: 140, 210, now 147, 210");
        assertSame(training(clouds(140, 2), PLAN).run(file, Map.of("model", "b"), true, 1, SILENT), undisturbed);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 200));
        assertThatThrownBy(() -> training(clouds(140, 2), PLAN).run(file, Map.of("model", "b"), false, 1, SILENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("training.safetensors");
    }

    @Test
    void theBestMayBeChosenOnHeldOutPictures() throws IOException {
        ProbeTraining.Outcome outcome = run(new TrainingPlan(32, 20, 4, true, 5), 1);
        assertThat(outcome.best().value()).isGreaterThan(80);
        assertThat(outcome.weight()).isNotEqualTo(run(PLAN, 1).weight());
    }

    @Test
    void whatCannotBeLearntIsRefused() throws IOException {
        assertThatThrownBy(() -> new ProbeTraining(clouds(6, 2), clouds(7, 3), CLASSES, CHANNELS, PLAN, HEADS))
                .isInstanceOf(EvaluationException.class)
                .hasMessage("the training pictures: none is of class 6, so it cannot be learnt");
        assertThatThrownBy(() -> new ProbeTraining(clouds(7, 2), clouds(7, 3), CLASSES - 1, CHANNELS, PLAN, HEADS))
                .hasMessageContaining("picture 6 is of class 6, but there are 6 classes");
        float[] rows = new float[CLASSES * 5 * CHANNELS];
        rows[100] = Float.NaN;
        Features broken =
                ProbeGoldenTest.features(rows, IntStream.range(0, CLASSES).toArray());
        assertThatThrownBy(() -> training(broken, PLAN).run(null, Map.of(), false, 1, SILENT))
                .hasMessage("features: those of picture 3 are not finite numbers");
    }

    @Test
    void aProbeIsReadBackAsItWas() throws IOException {
        ProbeTraining.Outcome outcome = run(PLAN, 1);
        Head best = HEADS.get(outcome.bestHead());
        List<String> names = List.of("a", "b", "c", "d", "e", "f", "g");
        LinearProbe probe =
                new LinearProbe(names, best.blocks(), outcome.weight(), outcome.bias(), Map.of("model", "none"));
        Path file = folder.resolve("probe.safetensors");
        probe.write(file);
        LinearProbe read = LinearProbe.read(file);
        assertThat(read.weight()).isEqualTo(probe.weight());
        assertThat(read.classes()).isEqualTo(names);
        assertThat(read.channels()).isEqualTo(CHANNELS);
        assertThat(read.facts()).containsEntry("model", "none");
        Features validation = clouds(210, 3);
        int right = 0;
        float[] row = new float[5 * CHANNELS];
        for (int i = 0; i < 210; i++) {
            validation.read(i, 0, row, 0);
            float[] probabilities = read.probabilities(row);
            int most = IntStream.range(0, CLASSES).reduce(0, (a, b) -> probabilities[b] > probabilities[a] ? b : a);
            right += most == validation.label(i) ? 1 : 0;
        }
        assertThat(100.0 * right / 210).isEqualTo(outcome.best().value());
        assertThatThrownBy(() -> LinearProbe.read(Path.of("..", "testdata", "nano", "model.safetensors")))
                .hasMessageContaining("is no classifier; \"vtp teach\"");
    }
}
