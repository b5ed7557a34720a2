package vtp.evaluation.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vtp.evaluation.Goldens;

/** The numbers of OpenAI's evaluator. */
class EvaluatorTest {
    @Test
    void inceptionScore() throws IOException {
        try (Goldens goldens = Goldens.open("evaluator.safetensors")) {
            float[] logits = goldens.floats("logits");
            InceptionScore score = new InceptionScore(12, 16);
            score.add(Arrays.copyOf(logits, 12 * 17));
            score.add(Arrays.copyOfRange(logits, 12 * 17, logits.length));
            double expected = goldens.value("inception_score");
            assertThat(score.value()).isCloseTo(expected, within(1e-6 * expected));
            assertThat(score.value()).isCloseTo(expected, within(1e-6 * expected)); // looking changes nothing
        }
    }

    /** Where a share underflows to 0 the reference gives NaN. */
    @Test
    void inceptionScoreOfCertainPictures() {
        InceptionScore score = new InceptionScore(2, InceptionScore.GROUP);
        assertThat(score.value()).isNaN();
        score.add(new float[] {1000, 0, 0, 1000});
        assertThat(score.value()).isCloseTo(2, within(1e-12));
    }

    @Test
    void precisionAndRecall() throws IOException {
        try (Goldens goldens = Goldens.open("evaluator.safetensors")) {
            float[] reference = goldens.floats("reference");
            float[] samples = goldens.floats("samples");
            check(PrecisionRecall.radii(reference, 6), goldens.values("radii.reference"));
            check(PrecisionRecall.radii(samples, 6), goldens.values("radii.samples"));
            PrecisionRecall result = PrecisionRecall.of(reference, samples, 6, 2);
            assertThat(result.precision()).isEqualTo(goldens.value("precision"));
            assertThat(result.recall()).isEqualTo(goldens.value("recall"));
            PrecisionRecall swapped = PrecisionRecall.of(samples, reference, 6, 1);
            assertThat(swapped.precision()).isEqualTo(result.recall());
            assertThat(swapped.recall()).isEqualTo(result.precision());
        }
    }

    private static void check(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("radius %d", i).isCloseTo(expected[i], within(1e-6 * expected[i]));
        }
    }

    @Test
    void moreRowsThanOneBlock() {
        Random random = new Random(1);
        float[] features = new float[2 * 1500];
        for (int i = 0; i < features.length; i++) {
            features[i] = 100 + random.nextFloat();
        }
        double[] radii = PrecisionRecall.radii(features, 2);
        for (int row : new int[] {0, 1023, 1024, 1499}) {
            double[] distances = new double[1500];
            for (int other = 0; other < 1500; other++) {
                double x = (double) features[2 * row] - features[2 * other];
                double y = (double) features[2 * row + 1] - features[2 * other + 1];
                distances[other] = x * x + y * y;
            }
            Arrays.sort(distances);
            assertThat(radii[row]).isCloseTo(distances[3], within(1e-6));
        }
        assertThatThrownBy(() -> PrecisionRecall.of(new float[6], features, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 3");
    }
}
