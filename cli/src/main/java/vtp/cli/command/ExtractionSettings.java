package vtp.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import vtp.cli.console.EnumName;
import vtp.cli.console.Terminal;
import vtp.engine.config.WeightType;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.ModelSource;
import vtp.engine.files.UserCache;
import vtp.engine.image.PictureReader;

/** What all that is extracted depends on: whoever goes on with an extraction must come with the same. */
final class ExtractionSettings {
    /** The name under which the sum of the model's weights stands. */
    static final String SHA256 = "model sha256";

    private ExtractionSettings() {}

    /**
     * Settings, to be added to.
     *
     * @param preparation in words
     */
    static Map<String, String> of(
            ModelSource files, WeightType weights, String preparation, PictureReader reader, Terminal terminal)
            throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(SHA256, new CheckpointDigest(UserCache.of(terminal.environment())).sha256(files));
        settings.put("weights", EnumName.of(weights));
        settings.put("engine", version());
        settings.put("preparation", preparation);
        settings.put("orientation", EnumName.of(reader.orientation()));
        settings.put("max pixels", String.valueOf(reader.maxPixels()));
        return settings;
    }

    private static String version() {
        String version = ExtractionSettings.class.getPackage().getImplementationVersion();
        return version == null ? "unpacked" : version;
    }
}
