package vtp.generation.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vtp.generation.Goldens.assertClose;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.engine.config.WeightType;
import vtp.engine.network.CheckpointParameters;
import vtp.engine.network.Resources;
import vtp.engine.tensor.Latents;
import vtp.generation.Goldens;
import vtp.generation.SyntheticDit;
import vtp.generation.config.DitConfig;
import vtp.kernels.Kernels;
import vtp.loader.StoredTensor;

/** Every stage of the reference's network, in four configurations that between them use every part there is. */
class DitGoldensTest {
    private static final double RMS = 2e-6;
    private static final double LARGEST = 2e-5;
    private static Goldens golden;

    @BeforeAll
    static void read() throws IOException {
        golden = new Goldens("ditsmall");
    }

    private static DitConfig config(String variant) throws IOException {
        return Goldens.config((Map<?, ?>) golden.json("configs").get(variant));
    }

    private static Latents input(String variant, DitConfig config) {
        return new Latents(golden.values(variant + "/x"), 3, config.channels(), config.side(), config.side());
    }

    private static void run(String variant, DitConfig config, Map<String, StoredTensor> tensors) throws IOException {
        try (Resources resources = new Resources("test", 2, 1 << 20, Kernels::create)) {
            LightningDit network = new LightningDit(
                    config,
                    new CheckpointParameters("test", tensors, resources, WeightType.F32),
                    resources.buffers(),
                    resources.kernels());
            Latents out = network.forward(
                    input(variant, config),
                    golden.values(variant + "/t"),
                    golden.ints(variant + "/y"),
                    (stage, rows) -> assertClose(
                            variant + " " + stage, rows.toArray(), golden.values(variant + "/" + stage), RMS, LARGEST));
            assertClose(variant + " out", out.data(), golden.values(variant + "/out"), RMS, LARGEST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vtp", "qknorm", "plain", "rope_layernorm"})
    void everyStage(String variant) throws IOException {
        DitConfig config = config(variant);
        Map<String, StoredTensor> tensors = SyntheticDit.tensors(config);
        assertTable(SyntheticDit.values(tensors, "pos_embed"), golden.values(variant + "/pos_embed"));
        if (config.rope()) {
            assertTable(SyntheticDit.values(tensors, "feat_rope.freqs_cos"), golden.values(variant + "/freqs_cos"));
            assertTable(SyntheticDit.values(tensors, "feat_rope.freqs_sin"), golden.values(variant + "/freqs_sin"));
        }
        run(variant, config, tensors);
    }

    /** The tables that a file holds are what these formulas say. */
    private static void assertTable(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], Offset.offset(1e-6f));
        }
    }

    @Test
    void wavesOfTimes() {
        float[] times = golden.values("t/values");
        float[] expected = golden.values("t/embedding");
        for (int i = 0; i < times.length; i++) {
            assertTable(
                    ConditionEmbedder.waves(times[i]),
                    Arrays.copyOfRange(expected, i * ConditionEmbedder.WAVES, (i + 1) * ConditionEmbedder.WAVES));
        }
    }

    @Test
    void rowAndColumnExchangedInTheRotationIsFound() throws IOException {
        breaks("vtp", "block0", "feat_rope.freqs_cos", (values, config) -> exchangeHalves(values, config.headWidth()));
        breaks("vtp", "block0", "feat_rope.freqs_sin", (values, config) -> exchangeHalves(values, config.headWidth()));
        breaks("vtp", "embedded", "pos_embed", (values, config) -> exchangeHalves(values, config.width()));
    }

    /** Of [shift1, scale1, gate1, …], and of [scale1, gate1, …]. */
    @Test
    void gateAndScaleExchangedIsFound() throws IOException {
        String adaLn = "blocks.0.adaLN_modulation.1.weight";
        breaks(
                "vtp",
                "block0",
                adaLn,
                (values, config) -> exchangeParts(values, config.width() * config.width(), 1, 2));
        breaks(
                "vtp",
                "block0",
                adaLn,
                (values, config) -> exchangeParts(values, config.width() * config.width(), 4, 5));
        breaks(
                "qknorm",
                "block0",
                adaLn,
                (values, config) -> exchangeParts(values, config.width() * config.width(), 0, 1));
        breaks(
                "qknorm",
                "block0",
                adaLn,
                (values, config) -> exchangeParts(values, config.width() * config.width(), 2, 3));
        breaks(
                "vtp",
                "final",
                "final_layer.adaLN_modulation.1.weight",
                (values, config) -> exchangeParts(values, config.width() * config.width(), 0, 1));
    }

    @Test
    void theHalvesOfSwiGluExchangedIsFound() throws IOException {
        breaks(
                "vtp",
                "block0",
                "blocks.0.mlp.w12.weight",
                (values, config) -> exchangeParts(values, config.width() * config.hidden(), 0, 1));
    }

    private interface Change {
        void apply(float[] values, DitConfig config);
    }

    private static void breaks(String variant, String stage, String tensor, Change change) throws IOException {
        DitConfig config = config(variant);
        Map<String, StoredTensor> tensors = SyntheticDit.tensors(config);
        float[] values = SyntheticDit.values(tensors, tensor);
        change.apply(values, config);
        SyntheticDit.replace(tensors, tensor, values);
        assertThatThrownBy(() -> run(variant, config, tensors))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(variant + " " + stage);
    }

    /** Of each row, the first half and the second. */
    private static void exchangeHalves(float[] values, int row) {
        for (int at = 0; at < values.length; at += row) {
            for (int i = at; i < at + row / 2; i++) {
                float first = values[i];
                values[i] = values[i + row / 2];
                values[i + row / 2] = first;
            }
        }
    }

    /** Parts of {@code size} values. */
    private static void exchangeParts(float[] values, int size, int first, int second) {
        for (int i = 0; i < size; i++) {
            float value = values[first * size + i];
            values[first * size + i] = values[second * size + i];
            values[second * size + i] = value;
        }
    }
}
