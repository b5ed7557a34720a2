package vtp.evaluation.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.engine.config.ModelException;
import vtp.engine.config.ParameterSpec;
import vtp.engine.image.Rgb;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.Goldens;
import vtp.evaluation.SyntheticWeights;

class InceptionTest {
    private static final double RMS_LIMIT = 1e-5;
    private static final double LIMIT = 1e-4;

    @TempDir
    private static Path folder;

    private static Path weights;
    private static Inception inception;

    @BeforeAll
    static void load() throws IOException {
        weights = SyntheticWeights.write(folder.resolve("inception.safetensors"), Inception.parameters());
        inception = Inception.load(weights, 2);
    }

    @AfterAll
    static void close() {
        inception.close();
    }

    @Test
    void asksForTheParametersOfThePublishedFile() {
        assertThat(Inception.parameters()).hasSize(94 * 5 + 2);
        long learned = Inception.parameters().stream()
                .filter(spec -> !spec.name().contains("running_"))
                .mapToLong(ParameterSpec::elementCount)
                .sum();
        assertThat(learned).isEqualTo(23_850_960);
    }

    @ParameterizedTest
    @ValueSource(strings = {"landscape", "odd"})
    void everyStageIsTheReference(String name) throws IOException {
        try (Goldens goldens = Goldens.open("inception.safetensors")) {
            Set<String> seen = new HashSet<>();
            InceptionFeatures features =
                    inception.features(List.of(Goldens.picture(name)), InceptionInput.PYTORCH, (stage, planes) -> {
                        try {
                            SampledStage.of(goldens, name + "/" + stage).check(stage, planes, RMS_LIMIT, LIMIT);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        seen.add(stage);
                    });
            assertThat(seen).hasSize(19);
            check(goldens.values(name + "/features"), features.pooled());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"landscape", "odd"})
    void withThePreparationOfTensorFlow(String name) throws IOException {
        try (Goldens goldens = Goldens.open("inception.safetensors")) {
            InceptionFeatures features =
                    inception.features(List.of(Goldens.picture(name)), InceptionInput.TF, (stage, planes) -> {
                        if (stage.equals("input")) {
                            try {
                                SampledStage.of(goldens, name + "/tf.input").check(stage, planes, RMS_LIMIT, LIMIT);
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        }
                    });
            check(goldens.values(name + "/tf.features"), features.pooled());
            check(goldens.values(name + "/tf.logits"), features.logits());
            check(goldens.values(name + "/tf.spatial"), features.spatial());
        }
    }

    private static void check(double[] expected, float[] actual) {
        assertThat(actual).hasSize(expected.length);
        double rms = 0;
        for (double value : expected) {
            rms += value * value / expected.length;
        }
        rms = Math.sqrt(rms);
        double squares = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = actual[i] - expected[i];
            assertThat(difference).as("feature %d", i).isCloseTo(0, within(LIMIT * rms));
            squares += difference * difference;
        }
        assertThat(Math.sqrt(squares / expected.length)).isLessThanOrEqualTo(RMS_LIMIT * rms);
    }

    @Test
    void aPictureHasTheSameBitsInAnyBatchOnAnyNumberOfThreads() throws IOException {
        List<Rgb> pictures = List.of(
                Goldens.picture("small"),
                Goldens.picture("odd"),
                Goldens.picture("small_near"),
                Goldens.picture("odd_other"),
                Goldens.picture("landscape"));
        InceptionFeatures together = inception.features(pictures, InceptionInput.PYTORCH);
        try (Inception alone = Inception.load(weights, 1)) {
            for (int i : new int[] {1, 4}) {
                InceptionFeatures single = alone.features(List.of(pictures.get(i)), InceptionInput.PYTORCH);
                assertThat(single.pooled()).isEqualTo(row(together.pooled(), i, Inception.POOLED));
                assertThat(single.spatial()).isEqualTo(row(together.spatial(), i, Inception.SPATIAL));
                assertThat(single.logits()).isEqualTo(row(together.logits(), i, Inception.CLASSES));
            }
        }
    }

    private static float[] row(float[] rows, int index, int length) {
        return Arrays.copyOfRange(rows, index * length, (index + 1) * length);
    }

    @Test
    void refusesTheWeightsOfAnotherNetwork() {
        assertThatThrownBy(() -> Inception.load(Goldens.FOLDER.resolve("pth/zip.pth"), 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("zip.pth")
                .hasMessageContaining("tensor Conv2d_1a_3x3.conv.weight is missing");
        assertThatThrownBy(() -> Inception.load(folder.resolve("none.pth"), 1))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("none.pth: no such file; get it from https://github.com/mseitzer/pytorch-fid/")
                .hasMessageContaining("95,628,359 bytes, sha256 6726825d0af5f729");
    }
}
