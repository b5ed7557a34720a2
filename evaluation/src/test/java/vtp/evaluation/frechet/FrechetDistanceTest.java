package vtp.evaluation.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.evaluation.Goldens;

class FrechetDistanceTest {
    @TempDir
    private Path folder;

    private static FeatureMoments moments(Goldens goldens, String name) throws IOException {
        FeatureMoments moments = new FeatureMoments(goldens.shape(name)[1]);
        moments.add(goldens.floats(name));
        return moments;
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "few", "lopsided", "same"})
    void fromFeatures(String set) throws IOException {
        try (Goldens goldens = Goldens.open("fid.safetensors")) {
            FeatureStatistics one = moments(goldens, set + "/1").statistics();
            FeatureStatistics two = moments(goldens, set + "/2").statistics();
            double[] mean = goldens.values(set + "/mu1");
            double[] covariance = goldens.values(set + "/sigma1");
            for (int i = 0; i < mean.length; i++) {
                assertThat(one.mean(i)).isCloseTo(mean[i], within(1e-12));
                for (int j = 0; j < mean.length; j++) {
                    assertThat(one.covariance(i, j)).isCloseTo(covariance[i * mean.length + j], within(1e-12));
                }
            }
            double exact = goldens.value(set + "/exact");
            assertThat(FrechetDistance.between(one, two)).isCloseTo(exact, within(1e-9 * Math.max(exact, 1)));
        }
    }

    /** Of saved statistics only the reference's way is left, with its noise where a covariance is singular. */
    @ParameterizedTest
    @ValueSource(strings = {"full", "few", "lopsided", "same"})
    void fromSavedStatistics(String set) throws IOException {
        try (Goldens goldens = Goldens.open("fid.safetensors")) {
            FeatureStatistics one = moments(goldens, set + "/1").statistics();
            FeatureStatistics two = moments(goldens, set + "/2").statistics();
            FeatureStatistics saved = saved(one);
            assertThat(saved.rows()).isNull();
            double fid = goldens.value(set + "/fid");
            Offset<Double> limit = within(2e-5 + 1e-6 * fid);
            assertThat(FrechetDistance.between(saved, two)).isCloseTo(fid, limit);
            assertThat(FrechetDistance.between(two, saved)).isCloseTo(fid, limit);
            assertThat(FrechetDistance.between(saved, saved(two))).isCloseTo(fid, limit);
            assertThat(FrechetDistance.between(saved(two), saved)).isCloseTo(fid, limit);
        }
    }

    private FeatureStatistics saved(FeatureStatistics statistics) throws IOException {
        Path file = folder.resolve("saved.npz");
        new StatisticsFile(statistics, null, null).write(file);
        return StatisticsFile.read(file, 0).pooled();
    }

    /** As some keep statistics: where a covariance is singular, half of what should be 0 becomes negative. */
    @ParameterizedTest
    @ValueSource(strings = {"few", "lopsided", "same"})
    void statisticsInFloat32(String set) throws IOException {
        try (Goldens goldens = Goldens.open("fid.safetensors")) {
            FeatureStatistics one = rounded(moments(goldens, set + "/1").statistics());
            FeatureStatistics two = rounded(moments(goldens, set + "/2").statistics());
            Offset<Double> limit = within(1e-3 * one.covariance().trace());
            assertThat(FrechetDistance.between(one, two)).isCloseTo(goldens.value(set + "/exact"), limit);
            assertThat(FrechetDistance.between(two, one)).isCloseTo(goldens.value(set + "/exact"), limit);
        }
    }

    private static FeatureStatistics rounded(FeatureStatistics statistics) {
        SymmetricMatrix covariance = new SymmetricMatrix(statistics.size());
        for (int i = 0; i < statistics.size(); i++) {
            for (int j = i; j < statistics.size(); j++) {
                covariance.set(i, j, (float) statistics.covariance(i, j));
            }
        }
        return new FeatureStatistics(0, statistics.mean(), covariance, null);
    }

    /** Four pictures have three degrees of freedom, and that is what their distance costs. */
    @Test
    void aFactorHasAsManyColumnsAsTheRank() throws IOException {
        try (Goldens goldens = Goldens.open("fid.safetensors")) {
            FeatureStatistics four = saved(moments(goldens, "lopsided/1").statistics());
            CovarianceFactor factor = CovarianceFactor.of(four);
            assertThat(factor.rank()).isEqualTo(3);
            DMatrixRMaj rows = factor.rows(0, 48);
            for (int i = 0; i < 48; i++) {
                for (int j = 0; j < 48; j++) {
                    double product = 0;
                    for (int k = 0; k < 3; k++) {
                        product += rows.get(i, k) * rows.get(j, k);
                    }
                    assertThat(product).isCloseTo(four.covariance(i, j), within(1e-13));
                }
            }
        }
        FeatureStatistics still = new FeatureStatistics(9, new double[5], new SymmetricMatrix(5), null);
        FeatureStatistics moved = new FeatureStatistics(9, new double[] {0, 3, 0, 4, 0}, new SymmetricMatrix(5), null);
        assertThat(CovarianceFactor.of(still).rank()).isZero();
        assertThat(FrechetDistance.between(still, moved)).isEqualTo(25);
    }

    @Test
    void theFeaturesOfManyPicturesAreNotKept() {
        FeatureMoments moments = new FeatureMoments(2);
        Random random = new Random(1);
        float[] features = new float[2 * 2048];
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextFloat();
        }
        moments.add(features);
        FeatureStatistics few = moments.statistics();
        assertThat(few.rows()).hasSize(2048);
        FeatureMoments twice = new FeatureMoments(2);
        twice.merge(moments);
        twice.merge(moments);
        assertThat(twice.statistics().rows()).isNull();
        assertThat(FrechetDistance.between(twice.statistics(), few)).isCloseTo(0, within(1e-6));
    }

    @Test
    void portionsGiveTheSameBitsAndPartsTheSameNumbers() throws IOException {
        try (Goldens goldens = Goldens.open("fid.safetensors")) {
            float[] features = goldens.floats("lopsided/2");
            int size = 48;
            FeatureMoments whole = new FeatureMoments(size);
            whole.add(features);
            FeatureMoments portions = new FeatureMoments(size);
            FeatureMoments merged = new FeatureMoments(size);
            for (int from = 0, rows = 1; from < features.length; from += rows * size, rows = rows * 2 % 37 + 1) {
                float[] portion = Arrays.copyOfRange(features, from, Math.min(features.length, from + rows * size));
                portions.add(portion);
                if (portions.count() > 1) {
                    portions.statistics(); // looking changes nothing
                }
                FeatureMoments part = new FeatureMoments(size);
                part.add(portion);
                merged.merge(part);
            }
            FeatureStatistics expected = whole.statistics();
            assertThat(merged.count()).isEqualTo(200);
            for (int i = 0; i < size; i++) {
                assertThat(portions.statistics().mean(i)).isEqualTo(expected.mean(i));
                assertThat(merged.statistics().mean(i)).isCloseTo(expected.mean(i), within(1e-13));
                for (int j = 0; j < size; j++) {
                    double covariance = expected.covariance(i, j);
                    assertThat(portions.statistics().covariance(i, j)).isEqualTo(covariance);
                    assertThat(merged.statistics().covariance(i, j)).isCloseTo(covariance, within(1e-13));
                }
            }
        }
    }

    @Test
    void meansFarFromZeroCostNoDigits() {
        FeatureMoments moments = new FeatureMoments(3);
        for (int i = 0; i < 1000; i++) {
            moments.add(new float[] {1e6f + i % 2, 5 + i % 2, 7});
        }
        FeatureStatistics statistics = moments.statistics();
        double expected = 0.25 * 1000 / 999;
        assertThat(statistics.covariance(0, 0)).isCloseTo(expected, within(1e-12));
        assertThat(statistics.covariance(0, 1)).isCloseTo(expected, within(1e-12));
        assertThat(statistics.covariance(2, 2)).isZero();
    }

    @Test
    void refusesWhatHasNoDistance() {
        FeatureMoments moments = new FeatureMoments(2);
        assertThatThrownBy(() -> moments.add(new float[] {1, 2, 3, Float.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature 1 of picture 1 is NaN");
        assertThat(moments.count()).isZero();
        moments.add(new float[] {1, 2});
        assertThatThrownBy(moments::statistics).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> moments.add(new float[3])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> moments.merge(new FeatureMoments(3))).isInstanceOf(IllegalArgumentException.class);
        FeatureMoments other = new FeatureMoments(3);
        other.add(new float[6]);
        moments.add(new float[] {2, 3});
        assertThatThrownBy(() -> FrechetDistance.between(moments.statistics(), other.statistics()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 features and 3");
    }
}
