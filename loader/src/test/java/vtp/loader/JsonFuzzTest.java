package vtp.loader;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes are a JSON object, or are refused by a {@link JsonException}. Run as a test on
 * its corpus; {@code JAZZER_FUZZ=1 ./mvnw -pl loader test -Dtest=JsonFuzzTest} searches for more.
 */
class JsonFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAnObjectOrRefused(byte[] bytes) {
        try {
            String text = Json.readObject("fuzz", bytes).toString();
            if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                return;
            }
            throw new AssertionError("half a surrogate pair");
        } catch (JsonException refused) {
            if (refused.getMessage().length() > 1000 || refused.getMessage().contains("\n")) {
                throw new AssertionError("not one line", refused);
            }
        }
    }
}
