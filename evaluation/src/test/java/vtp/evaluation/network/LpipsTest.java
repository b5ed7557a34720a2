package vtp.evaluation.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.engine.config.ModelException;
import vtp.engine.config.ParameterSpec;
import vtp.engine.image.Rgb;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.Goldens;
import vtp.evaluation.SyntheticWeights;

class LpipsTest {
    private static final double LIMIT = 1e-4;

    @TempDir
    private static Path folder;

    private static final Map<LpipsBackbone, Lpips> NETWORKS = new EnumMap<>(LpipsBackbone.class);

    @BeforeAll
    static void load() throws IOException {
        for (LpipsBackbone backbone : LpipsBackbone.values()) {
            SyntheticWeights.write(backboneFile(backbone), Lpips.parameters(backbone));
            SyntheticWeights.write(headFile(backbone), Lpips.headParameters(backbone));
            NETWORKS.put(backbone, load(backbone, 2));
        }
    }

    private static Path backboneFile(LpipsBackbone backbone) {
        return folder.resolve(backbone + ".safetensors");
    }

    private static Path headFile(LpipsBackbone backbone) {
        return folder.resolve(backbone + "-head.safetensors");
    }

    private static Lpips load(LpipsBackbone backbone, int threads) throws IOException {
        return Lpips.load(backbone, backboneFile(backbone), headFile(backbone), threads);
    }

    @AfterAll
    static void close() {
        NETWORKS.values().forEach(Lpips::close);
    }

    @Test
    void asksForTheParametersOfThePublishedFiles() {
        assertThat(count(Lpips.parameters(LpipsBackbone.VGG))).isEqualTo(14_714_688);
        assertThat(count(Lpips.headParameters(LpipsBackbone.VGG))).isEqualTo(1472);
        assertThat(count(Lpips.parameters(LpipsBackbone.ALEX))).isEqualTo(2_469_696);
        assertThat(count(Lpips.headParameters(LpipsBackbone.ALEX))).isEqualTo(1152);
    }

    private static long count(List<ParameterSpec> network) {
        return network.stream().mapToLong(ParameterSpec::elementCount).sum();
    }

    @ParameterizedTest
    @CsvSource({
        "VGG,small,small_near",
        "VGG,odd,odd_other",
        "VGG,landscape,landscape_again",
        "ALEX,small,small_near",
        "ALEX,odd,odd_other",
        "ALEX,landscape,landscape_again"
    })
    void everyLayerIsTheReference(LpipsBackbone backbone, String name, String other) throws IOException {
        String prefix = backbone.name().toLowerCase(Locale.ROOT) + "/" + name;
        Rgb picture = Goldens.picture(name);
        try (Goldens goldens = Goldens.open("lpips.safetensors")) {
            double[] sum = {0};
            double[] distance = NETWORKS.get(backbone)
                    .distances(
                            picture.height(),
                            picture.width(),
                            List.of(unit(picture)),
                            List.of(unit(Goldens.picture(other))),
                            (layer, planes) -> {
                                try {
                                    SampledStage.of(goldens, prefix + "/features" + layer)
                                            .check("layer " + layer, planes.pictures(0, 1), 1e-5, 1e-4);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                                sum[0]++;
                            });
            assertThat(sum[0]).isEqualTo(5);
            double expected = goldens.value(prefix + "/lpips");
            assertThat(distance).hasSize(1);
            assertThat(distance[0]).isCloseTo(expected, within(LIMIT * expected));
        }
    }

    private static float[] unit(Rgb picture) {
        float[] values = new float[picture.data().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (picture.data()[i] & 0xFF) / 255f;
        }
        return values;
    }

    @Test
    void aPairHasTheSameBitsInAnyBatchOnAnyNumberOfThreads() throws IOException {
        float[] small = unit(Goldens.picture("small"));
        float[] near = unit(Goldens.picture("small_near"));
        double[] together = NETWORKS.get(LpipsBackbone.VGG)
                .distances(64, 64, List.of(small, near, small), List.of(near, small, small));
        assertThat(together[2]).isZero();
        try (Lpips alone = load(LpipsBackbone.VGG, 1)) {
            assertThat(alone.distances(64, 64, List.of(small), List.of(near))).containsExactly(together[0]);
            assertThat(alone.distances(64, 64, List.of(), List.of())).isEmpty();
        }
    }

    @Test
    void refusesTheWeightsOfAnotherNetworkAndPicturesThatDoNotFit() {
        assertThatThrownBy(() ->
                        Lpips.load(LpipsBackbone.VGG, backboneFile(LpipsBackbone.ALEX), headFile(LpipsBackbone.VGG), 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("features.0.weight is [64, 3, 11, 11], must be [64, 3, 3, 3]");
        assertThatThrownBy(() -> Lpips.load(LpipsBackbone.VGG, folder, 1))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("vgg16-397923af.pth: no such file; get it from https://download.pytorch.org/");
        Lpips lpips = NETWORKS.get(LpipsBackbone.ALEX);
        assertThatThrownBy(() -> lpips.distances(8, 8, List.of(new float[192]), List.of(new float[191])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a picture of 191 values, needed 64 × 3");
        assertThatThrownBy(() -> lpips.distances(8, 8, List.of(new float[192]), List.of(new float[192])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smaller than");
    }
}
