package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A hub that is too slow is left, and asked again. */
class PullPaceTest extends PullFixture {

    private static final String FILE = "model.safetensors";

    @Test
    void aServerThatStandsStillIsLeft() throws Exception {
        variables.put("HF_HUB_DOWNLOAD_TIMEOUT", "1");
        hub.fault("GET", FILE, FakeHub.stallAfter(100_000, new CountDownLatch(1)));
        assertWhole(pull());
        assertThat(listener.retries)
                .containsExactly(FILE + ": the connection to 127.0.0.1 broke: nothing came for 1 s");
    }

    /** A byte now and then is no better than none. */
    @Test
    void aServerThatTricklesIsLeft() throws Exception {
        variables.put("HF_HUB_DOWNLOAD_TIMEOUT", "1");
        hub.fault("GET", FILE, FakeHub.slowly(10, 100));
        assertWhole(pull());
        assertThat(listener.retries)
                .singleElement()
                .asString()
                .matches(FILE + ": the connection to 127.0.0.1 broke: only \\d+ bytes came in 1 s");
    }

    @Test
    void aServerThatDoesNotAnswerIsLeft() throws Exception {
        variables.put("HF_HUB_ETAG_TIMEOUT", "1");
        hub.fault("HEAD", FILE, (exchange, file) -> sleep(5000));
        assertWhole(pull());
        assertThat(listener.retries)
                .containsExactly(FILE + ": cannot reach " + hub.endpoint() + ": no answer within 1 s");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
