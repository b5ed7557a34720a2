package vtp.datasets;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import vtp.engine.config.WeightType;
import vtp.engine.image.PictureReader;

/**
 * What all that is extracted with a model depends on, in words: the settings of an {@link ExtractionPlan}. Whoever goes
 * on with an extraction, from whichever program, must come with the same.
 *
 * @since 0.1.0
 */
public final class PlanSettings {
    /** The name under which the sum of the model's weights stands. */
    public static final String SHA256 = "model sha256";

    private PlanSettings() {}

    /**
     * Settings, to be added to.
     *
     * @param sha256 of the model's weights
     * @param program a class of the program, whose version is taken for that of the engine
     * @param preparation in words: "crop 256"
     */
    public static Map<String, String> of(
            String sha256, WeightType weights, Class<?> program, String preparation, PictureReader reader) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(SHA256, sha256);
        settings.put("weights", word(weights));
        settings.put("engine", version(program));
        settings.put("preparation", preparation);
        settings.put("orientation", word(reader.orientation()));
        settings.put("max pixels", String.valueOf(reader.maxPixels()));
        return settings;
    }

    /**
     * Adds what is extracted, as a {@link ModelEncoder} has it.
     *
     * @param blocks those for {@link FeatureKind#LAYERS}; none without it
     */
    public static void addKinds(Map<String, String> settings, Set<FeatureKind> kinds, boolean flip, int[] blocks) {
        settings.put(
                "what",
                String.join(",", kinds.stream().sorted().map(PlanSettings::word).toList()));
        if (kinds.contains(FeatureKind.LATENTS)) {
            settings.put("flip", flip ? "yes" : "no");
        }
        if (blocks.length > 0) {
            settings.put("layers", Arrays.toString(blocks));
        }
    }

    /** The name of a constant in settings: "patch-mean". */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String version(Class<?> program) {
        String version = program.getPackage().getImplementationVersion();
        return version == null ? "unpacked" : version;
    }
}
