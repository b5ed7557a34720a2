package vtp.engine.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vtp.loader.Quote;

/**
 * Reads the keys of a {@code config.json}. A refused value is noted and the default read in its place, so that one
 * error names them all.
 */
final class ConfigReader {
    // Far beyond any model, and small enough that no size overflows and no list of tensors grows large.
    private static final int MAX_WIDTH = 1 << 16;
    private static final int MAX_DEPTH = 1 << 10;
    private static final int MAX_RATIO = 1 << 8;
    private static final int MAX_VOCABULARY = 1 << 24;
    private static final int MAX_PATCH = 1 << 10;

    /** The reference has no key for it. */
    private static final double DECODER_MLP_RATIO = 4.0;

    private final Map<String, @Nullable Object> json;
    /** What each refused key has, and what it may have. */
    private final Map<String, String> refused = new LinkedHashMap<>();

    private ConfigReader(Map<String, @Nullable Object> json) {
        this.json = json;
    }

    static VtpConfig read(Map<String, @Nullable Object> json, String where) throws ModelException {
        ConfigReader reader = new ConfigReader(json);
        VtpConfig config = reader.config();
        if (!reader.refused.isEmpty()) {
            throw new ModelException(where, List.copyOf(reader.refused.values()));
        }
        return config;
    }

    private VtpConfig config() {
        int imageSize = integer("image_size", 256, MAX_WIDTH);
        int patchSize = integer("vision_patch_size", 16, MAX_PATCH);
        VitConfig trunk = vit("vision", number("vision_mlp_ratio", 4.0), NormKind.RMSNORM);
        return new VtpConfig(
                imageSize,
                patchSize,
                trunk,
                isNull("vision_feature_bottleneck")
                        ? trunk.width()
                        : integer("vision_feature_bottleneck", 64, MAX_WIDTH),
                flag("train_clip", true) ? Optional.of(clip()) : Optional.empty(),
                flag("train_reconstruction", true)
                        ? Optional.of(vit("decoder", DECODER_MLP_RATIO, NormKind.LAYERNORM))
                        : Optional.empty());
    }

    private VitConfig vit(String tower, double mlpRatio, NormKind norm) {
        VitConfig vit = new VitConfig(
                integer(tower + "_embed_dim", 768, MAX_WIDTH),
                integer(tower + "_depth", 12, MAX_DEPTH),
                integer(tower + "_num_heads", 12, MAX_WIDTH),
                mlpRatio,
                choice(tower + "_ffn_layer", FfnKind.SWIGLU),
                choice(tower + "_norm_layer", norm),
                layerScale(tower + "_init_values", true),
                flag(tower + "_use_qk_norm", false));
        // RoPE turns the two halves of a head against each other, each half for rows and columns.
        checkDivisible(tower, vit.width(), 4, vit.heads());
        checkHidden(tower, vit.width(), vit.ffnHidden());
        return vit;
    }

    private ClipConfig clip() {
        return new ClipConfig(
                choice("vision_clip_feat", ClipFeature.CLS),
                !flag("vision_bottleneck_ae_only", true),
                text(),
                json.get("init_logit_bias") != null,
                flag("nonscalar_logit_scale", false));
    }

    private TextConfig text() {
        if (flag("text_embed_cls", false)) {
            refuse("text_embed_cls", "false: the reference itself fails with a class token in its text tower");
        }
        TextConfig text = new TextConfig(
                integer("text_context_length", 77, MAX_WIDTH),
                integer("text_vocab_size", 49408, MAX_VOCABULARY),
                integer("text_embed_dim", 768, MAX_WIDTH),
                integer("text_depth", 12, MAX_DEPTH),
                integer("text_num_heads", 12, MAX_WIDTH),
                number("text_mlp_ratio", 4.0),
                layerScale("text_ls_init_value", false),
                !flag("text_no_causal_mask", false),
                choice("text_pool_type", TextPool.ARGMAX),
                textProjection(),
                flag("text_quick_gelu", false));
        checkDivisible("text", text.width(), 1, text.heads());
        checkHidden("text", text.width(), text.ffnHidden());
        return text;
    }

    /**
     * Whatever {@code text_proj_type} is, if not {@code none}, the reference makes it linear: null and {@code mlp} too.
     */
    private TextProjection textProjection() {
        boolean bias = flag("text_proj_bias", false);
        if ("none".equals(json.get("text_proj_type"))) {
            return TextProjection.NONE;
        }
        return bias ? TextProjection.LINEAR_BIAS : TextProjection.LINEAR;
    }

    private int integer(String key, int absent, int max) {
        if (!json.containsKey(key)) {
            return absent;
        }
        if (json.get(key) instanceof Long value && value >= 1 && value <= max) {
            return value.intValue();
        }
        refuse(key, "an integer from 1 to " + max);
        return absent;
    }

    private double number(String key, double absent) {
        if (!json.containsKey(key)) {
            return absent;
        }
        if (json.get(key) instanceof Number value && value.doubleValue() > 0 && value.doubleValue() <= MAX_RATIO) {
            return value.doubleValue();
        }
        refuse(key, "a number over 0, at most " + MAX_RATIO);
        return absent;
    }

    private boolean flag(String key, boolean absent) {
        if (!json.containsKey(key)) {
            return absent;
        }
        if (json.get(key) instanceof Boolean value) {
            return value;
        }
        refuse(key, "true or false");
        return absent;
    }

    /** One of the constants of an enum, in lower case. */
    private <E extends Enum<E>> E choice(String key, E absent) {
        if (!json.containsKey(key)) {
            return absent;
        }
        E[] choices = absent.getDeclaringClass().getEnumConstants();
        for (E choice : choices) {
            if (nameOf(choice).equals(json.get(key))) {
                return choice;
            }
        }
        refuse(key, Arrays.stream(choices).map(ConfigReader::nameOf).collect(Collectors.joining(", ")));
        return absent;
    }

    private static String nameOf(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether a LayerScale was trained: its initial value no longer matters, but the vision towers have none if it is
     * 0.
     */
    private boolean layerScale(String key, boolean zeroIsNone) {
        Object value = json.get(key);
        if (value != null && !(value instanceof Number)) {
            refuse(key, "a number or null");
        }
        return value instanceof Number number && !(zeroIsNone && number.doubleValue() == 0);
    }

    private boolean isNull(String key) {
        return json.containsKey(key) && json.get(key) == null;
    }

    private void checkDivisible(String tower, int width, int factor, int heads) {
        String key = tower + "_embed_dim";
        String headsKey = tower + "_num_heads";
        if (!refused.containsKey(key) && !refused.containsKey(headsKey) && width % ((long) factor * heads) != 0) {
            String times = factor == 1 ? "" : factor + " · ";
            refused.put(
                    key,
                    key + " is " + width + ", must be divisible by " + times + headsKey + " = "
                            + (long) factor * heads);
        }
    }

    private void checkHidden(String tower, int width, int hidden) {
        String key = tower + "_mlp_ratio";
        if (!refused.containsKey(key) && hidden < 1) {
            refuse(key, "large enough for a hidden layer at width " + width);
        }
    }

    private void refuse(String key, String allowed) {
        refused.put(key, key + " is " + shown(json.get(key)) + ", must be " + allowed);
    }

    private static String shown(@Nullable Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "a list";
        }
        return value instanceof String text ? Quote.of(text) : Quote.plain(String.valueOf(value));
    }
}
