package vtp.engine.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import vtp.engine.files.TensorLayout;
import vtp.loader.JsonException;

/**
 * Any bytes are a configuration whose tensors can be laid out, or are refused in one line. Run as a test on its corpus;
 * {@code JAZZER_FUZZ=1 ./mvnw -pl engine -am test -Dtest=ConfigFuzzTest -Dsurefire.failIfNoSpecifiedTests=false}
 * searches for more.
 */
@Tag("any-width")
class ConfigFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAnArchitectureOrAreRefused(byte[] bytes) throws IOException {
        try {
            VtpConfig config = VtpConfig.parse(bytes, "config.json");
            if (TensorLayout.of(config).parameters() <= 0 || FlopCount.encode(config, 256, 256) < 0) {
                throw new AssertionError("sizes of " + config);
            }
        } catch (JsonException | ModelException refused) {
            if (refused.getMessage().length() > 10_000 || refused.getMessage().contains("\n")) {
                throw new AssertionError("not one line", refused);
            }
        }
    }
}
