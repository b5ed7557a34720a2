package vtp.cli.command;

import java.io.IOException;
import java.util.Map;
import vtp.cli.console.Terminal;
import vtp.datasets.PlanSettings;
import vtp.engine.config.WeightType;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.ModelSource;
import vtp.engine.files.UserCache;
import vtp.engine.image.PictureReader;

/** The settings of what this program extracts with a model. */
final class ExtractionSettings {
    private ExtractionSettings() {}

    /**
     * Settings, to be added to.
     *
     * @param preparation in words
     */
    static Map<String, String> of(
            ModelSource files, WeightType weights, String preparation, PictureReader reader, Terminal terminal)
            throws IOException {
        String sha256 = new CheckpointDigest(UserCache.of(terminal.environment())).sha256(files);
        return PlanSettings.of(sha256, weights, ExtractionSettings.class, preparation, reader);
    }
}
