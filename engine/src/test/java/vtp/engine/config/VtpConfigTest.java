package vtp.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.engine.files.Released;
import vtp.loader.JsonException;

@Tag("any-width")
class VtpConfigTest {
    private static VtpConfig parse(String json) throws IOException {
        return VtpConfig.parse(json.getBytes(StandardCharsets.UTF_8), "config.json");
    }

    @Test
    void everyKeyHasTheReferencesDefault() throws IOException {
        assertThat(parse("{}"))
                .isEqualTo(new VtpConfig(
                        256,
                        16,
                        new VitConfig(768, 12, 12, 4.0, FfnKind.SWIGLU, NormKind.RMSNORM, false, false),
                        64,
                        Optional.of(new ClipConfig(
                                ClipFeature.CLS,
                                false,
                                new TextConfig(
                                        77,
                                        49408,
                                        768,
                                        12,
                                        12,
                                        4.0,
                                        false,
                                        true,
                                        TextPool.ARGMAX,
                                        TextProjection.LINEAR,
                                        false),
                                false,
                                false)),
                        Optional.of(new VitConfig(768, 12, 12, 4.0, FfnKind.SWIGLU, NormKind.LAYERNORM, false, false))))
                .isEqualTo(Released.BASE.config());
    }

    @Test
    void everyKeyIsRead() throws IOException {
        assertThat(parse("""
                                {"image_size": 224, "vision_patch_size": 8, "vision_embed_dim": 48, "vision_depth": 2,
                                 "vision_num_heads": 3, "vision_mlp_ratio": 3.5, "vision_ffn_layer": "swiglu128",
                                 "vision_norm_layer": "layernormbf16", "vision_init_values": 1e-5,
                                 "vision_use_qk_norm": true,
                                 "vision_feature_bottleneck": 32, "vision_bottleneck_ae_only": false,
                                 "vision_clip_feat": "pooled", "text_context_length": 16, "text_vocab_size": 1000,
                                 "text_embed_dim": 64, "text_num_heads": 2, "text_depth": 5, "text_mlp_ratio": 2,
                                 "text_ls_init_value": 0, "text_no_causal_mask": true, "text_pool_type": "last",
                                 "text_proj_bias": true, "text_quick_gelu": true, "decoder_embed_dim": 80,
                                 "decoder_num_heads": 5, "decoder_depth": 3, "decoder_ffn_layer": "mlp",
                                 "decoder_norm_layer": "rmsnorm", "decoder_init_values": 1, "decoder_use_qk_norm": true,
                                 "init_logit_bias": -10, "nonscalar_logit_scale": true,
                                 "some_key_of_the_future": [1]}
                                """))
                .isEqualTo(new VtpConfig(
                        224,
                        8,
                        new VitConfig(48, 2, 3, 3.5, FfnKind.SWIGLU128, NormKind.LAYERNORMBF16, true, true),
                        32,
                        Optional.of(new ClipConfig(
                                ClipFeature.POOLED,
                                true,
                                new TextConfig(
                                        16,
                                        1000,
                                        64,
                                        5,
                                        2,
                                        2.0,
                                        true,
                                        false,
                                        TextPool.LAST,
                                        TextProjection.LINEAR_BIAS,
                                        true),
                                true,
                                true)),
                        Optional.of(new VitConfig(80, 3, 5, 4.0, FfnKind.MLP, NormKind.RMSNORM, true, true))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "image_size                | 0            | must be an integer from 1 to 65536",
                "image_size                | 256.0        | must be an integer from 1 to 65536",
                "image_size                | null         | must be an integer from 1 to 65536",
                "train_clip                | 1            | must be true or false",
                "train_clip                | null         | must be true or false",
                "train_reconstruction      | \"yes\"      | must be true or false",
                "vision_patch_size         | 1025         | must be an integer from 1 to 1024",
                "vision_embed_dim          | 1000000000   | must be an integer from 1 to 65536",
                "vision_embed_dim          | 99999999999999999999 | must be an integer from 1 to 65536",
                "vision_embed_dim          | 760          | must be divisible by 4 · vision_num_heads = 48",
                "vision_depth              | 0            | must be an integer from 1 to 1024",
                "vision_depth              | 1000000000   | must be an integer from 1 to 1024",
                "vision_num_heads          | -12          | must be an integer from 1 to 65536",
                "vision_num_heads          | true         | must be an integer from 1 to 65536",
                "vision_mlp_ratio          | 0            | must be a number over 0, at most 256",
                "vision_mlp_ratio          | 257.5        | must be a number over 0, at most 256",
                "vision_mlp_ratio          | \"4\"        | must be a number over 0, at most 256",
                "vision_mlp_ratio          | 1e-9         | must be large enough for a hidden layer at width 768",
                "vision_ffn_layer          | \"swiglu16\" | must be mlp, swiglu, swiglu32, swiglu64, swiglu128",
                "vision_ffn_layer          | \"MLP\"      | must be mlp, swiglu, swiglu32, swiglu64, swiglu128",
                "vision_norm_layer         | \"batch\"    | must be rmsnorm, layernorm, layernormbf16",
                "vision_norm_layer         | null         | must be rmsnorm, layernorm, layernormbf16",
                "vision_init_values        | \"0.1\"      | must be a number or null",
                "vision_init_values        | false        | must be a number or null",
                "vision_use_qk_norm        | 0            | must be true or false",
                "vision_feature_bottleneck | 0            | must be an integer from 1 to 65536",
                "vision_feature_bottleneck | [64]         | must be an integer from 1 to 65536",
                "vision_bottleneck_ae_only | null         | must be true or false",
                "vision_clip_feat          | \"mean\"     | must be cls, pooled",
                "text_context_length       | 0            | must be an integer from 1 to 65536",
                "text_vocab_size           | 1000000000   | must be an integer from 1 to 16777216",
                "text_embed_dim            | 770          | must be divisible by text_num_heads = 12",
                "text_num_heads            | 0            | must be an integer from 1 to 65536",
                "text_depth                | 1.5          | must be an integer from 1 to 1024",
                "text_mlp_ratio            | -4           | must be a number over 0, at most 256",
                "text_mlp_ratio            | 0.001        | must be large enough for a hidden layer at width 768",
                "text_ls_init_value        | true         | must be a number or null",
                "text_embed_cls            | true         | must be false: the reference itself fails",
                "text_no_causal_mask       | 0            | must be true or false",
                "text_pool_type            | \"none\"     | must be argmax, first, last",
                "text_proj_bias            | null         | must be true or false",
                "text_quick_gelu           | {}           | must be true or false",
                "decoder_embed_dim         | 100          | must be divisible by 4 · decoder_num_heads = 48",
                "decoder_num_heads         | 2147483648   | must be an integer from 1 to 65536",
                "decoder_depth             | \"12\"       | must be an integer from 1 to 1024",
                "decoder_ffn_layer         | \"gelu\"     | must be mlp, swiglu, swiglu32, swiglu64, swiglu128",
                "decoder_norm_layer        | \"\"         | must be rmsnorm, layernorm, layernormbf16",
                "decoder_init_values       | []           | must be a number or null",
                "decoder_use_qk_norm       | \"false\"    | must be true or false",
                "nonscalar_logit_scale     | 1            | must be true or false",
            })
    void aRefusedValueIsNamedWithWhatMayBe(String key, String value, String allowed) {
        assertThatThrownBy(() -> parse("{\"" + key + "\": " + value + "}"))
                .isInstanceOfSatisfying(
                        ModelException.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .asString()
                                .startsWith(key + " is ")
                                .contains(allowed))
                .hasMessageStartingWith("config.json: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void allRefusedValuesAreReportedTogether() {
        assertThatThrownBy(() ->
                        parse("{\"vision_depth\": 0, \"text_pool_type\": \"no\\nne\", \"decoder_ffn_layer\": {}}"))
                .hasMessage("config.json: vision_depth is 0, must be an integer from 1 to 1024; text_pool_type is"
                        + " \"no\\u000Ane\", must be argmax, first, last; decoder_ffn_layer is an object, must be mlp,"
                        + " swiglu, swiglu32, swiglu64, swiglu128");
    }

    @Test
    void keysOfAPartThatIsNotThereDoNotMatter() throws IOException {
        VtpConfig config = parse("""
                {"train_clip": false, "text_embed_cls": true, "vision_clip_feat": "mean", "text_embed_dim": 7,
                 "train_reconstruction": false, "decoder_ffn_layer": "none"}
                """);
        assertThat(config.clip()).isEmpty();
        assertThat(config.decoder()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "768"})
    void withoutBottleneckTheLatentsAreAsWideAsTheTrunk(String value) throws IOException {
        VtpConfig config = parse("{\"vision_feature_bottleneck\": " + value + "}");
        assertThat(config.latentChannels()).isEqualTo(768);
        assertThat(config.hasBottleneck()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "linear, false, LINEAR",
        "linear, true, LINEAR_BIAS",
        "mlp, false, LINEAR",
        "none, false, NONE",
        "none, true, NONE",
        ", true, LINEAR_BIAS"
    })
    void everyProjectionButNoneIsLinear(String type, boolean bias, TextProjection expected) throws IOException {
        String value = type == null ? "null" : '"' + type + '"';
        assertThat(parse("{\"text_proj_type\": " + value + ", \"text_proj_bias\": " + bias + "}")
                        .clip()
                        .orElseThrow()
                        .text()
                        .projection())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "SWIGLU, 384, 4.0, 1024",
        "SWIGLU, 768, 4.0, 2048",
        "SWIGLU, 1024, 4.0, 2736",
        "SWIGLU32, 1024, 4.0, 2752",
        "SWIGLU64, 1024, 4.0, 2752",
        "SWIGLU128, 1024, 4.0, 2816",
        "MLP, 1024, 4.0, 4096",
        "MLP, 48, 2.7, 129"
    })
    void hiddenWidths(FfnKind kind, int width, double ratio, int expected) {
        assertThat(kind.hidden(width, ratio)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"RMSNORM, 1e-5", "LAYERNORM, 1e-6", "LAYERNORMBF16, 1e-5"})
    void eps(NormKind kind, float expected) {
        assertThat(kind.eps()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"vision_depth\": NaN}", "{\"vision_depth\": 1, \"vision_depth\": 1}", "{} {}"})
    void whatIsNotOneObjectIsRefused(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(JsonException.class).hasMessageStartingWith("config.json: ");
    }
}
