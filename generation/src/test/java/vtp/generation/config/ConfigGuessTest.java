package vtp.generation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vtp.engine.config.ModelException;
import vtp.engine.config.ParameterSpec;
import vtp.generation.GeneratorSource;

@Tag("any-width")
class ConfigGuessTest {

    private static Map<String, List<Long>> shapes(DitConfig config) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        GeneratorSource.parameters(config).forEach(spec -> shapes.put(spec.name(), spec.shape()));
        return shapes;
    }

    /** As VTP trains it, with 1000 classes. */
    private static DitConfig sized(DitSize size, int patch) {
        return new DitConfig(
                size.depth(), size.width(), size.heads(), patch, 16, 64, 1000, false, true, true, true, false, false);
    }

    @Test
    void everyFlagIsReadOffTheTensors() throws IOException {
        for (int flags = 0; flags < 64; flags++) {
            for (int patch = 1; patch <= 2; patch++) {
                DitConfig config = new DitConfig(
                        2,
                        128,
                        (flags & 9) == 0 ? 2 : 4, // other heads than of 64 show in the rotation's tables or the norms
                        patch,
                        4,
                        5,
                        10,
                        (flags & 1) != 0,
                        (flags & 2) != 0,
                        (flags & 4) != 0,
                        (flags & 8) != 0,
                        (flags & 16) != 0,
                        (flags & 32) != 0);
                assertThat(ConfigGuess.of("f", shapes(config))).isEqualTo(config);
            }
        }
    }

    @Test
    void knownSizesNeedNoTablesToHaveTheirHeads() throws IOException {
        for (DitSize size : DitSize.values()) {
            DitConfig config =
                    new DitConfig(2, size.width(), size.heads(), 1, 4, 5, 10, false, true, true, false, false, false);
            assertThat(ConfigGuess.of("f", shapes(config))).isEqualTo(config);
        }
    }

    @Test
    void parametersOfTheKnownSizes() {
        assertParameters(sized(DitSize.B, 1), 130_605_376);
        assertParameters(sized(DitSize.L, 2), 458_415_328);
        assertParameters(sized(DitSize.XL, 1), 675_330_496);
        assertParameters(sized(DitSize.P1_0B, 1), 1_029_499_456);
        assertParameters(sized(DitSize.P1_6B, 1), 1_631_881_840);
    }

    private static void assertParameters(DitConfig config, long expected) {
        long all = GeneratorSource.parameters(config).stream()
                .filter(spec -> !spec.name().startsWith("feat_rope."))
                .mapToLong(ParameterSpec::elementCount)
                .sum();
        assertThat(all).as(config.summary()).isEqualTo(expected);
    }

    @Test
    void operationsOfTheKnownSizes() {
        assertThat(sized(DitSize.B, 1).operations() / 1e9).isBetween(45.9, 46.1);
        assertThat(sized(DitSize.L, 2).operations() / 1e9).isBetween(39.3, 39.5);
        assertThat(sized(DitSize.XL, 1).operations() / 1e9).isBetween(237.2, 237.4);
        assertThat(sized(DitSize.P1_6B, 1).operations() / 1e9).isBetween(566.7, 566.9);
    }

    @Test
    void whatIsNoLightningDit() throws IOException {
        DitConfig config = new DitConfig(2, 96, 3, 1, 4, 5, 10, false, true, true, true, false, false);
        refuses(config, "pos_embed", null, "f: is no LightningDiT: it has no tensor pos_embed but ");
        refuses(config, "pos_embed", List.of(16L, 96L), "f: tensor pos_embed has 2 dimensions, must have 3");
        refuses(config, "x_embedder.proj.weight", List.of(0L, 5L, 1L, 1L), "width 1 is not shared");
        refuses(config, "x_embedder.proj.weight", List.of(96L, 5L, 1L << 40, 1L), "patch size is 1048577");
        refuses(config, "feat_rope.freqs_cos", List.of(16L, 31L), "width 96 is not shared by heads of 31");
        DitConfig bare = new DitConfig(2, 96, 3, 1, 4, 5, 10, false, true, true, false, false, false);
        refuses(bare, "pos_embed", List.of(1L, 16L, 96L), "width 96 is not shared by heads of 64, the usual");
        refuses(config, "y_embedder.embedding_table.weight", List.of(1L, 96L), "number of classes is 0");
    }

    private static void refuses(DitConfig config, String tensor, List<Long> shape, String message) {
        Map<String, List<Long>> shapes = shapes(config);
        if (shape == null) {
            shapes.remove(tensor);
        } else {
            shapes.put(tensor, shape);
        }
        assertThatThrownBy(() -> ConfigGuess.of("f", shapes))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }
}
