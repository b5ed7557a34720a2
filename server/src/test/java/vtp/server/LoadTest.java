package vtp.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vtp.server.TestServer.Answer;
import vtp.server.config.Limits;
import vtp.server.config.ServerOptions;

/** What comes when there is no room, takes too long, or comes when the server stops, is told to come again. */
@Timeout(60)
class LoadTest {
    private static final String PNG = "image/png";

    /** A request to encode whose body has been begun, and is being waited for. */
    private static final class Begun implements AutoCloseable {
        private final Socket socket;
        private final byte[] rest;

        Begun(URI server) throws IOException {
            byte[] picture = TestServer.picture("red-circle.png");
            socket = new Socket(server.getHost(), server.getPort());
            String head = String.join(
                    "\r\n",
                    "POST /v1/encode HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: image/png",
                    "Content-Length: " + picture.length,
                    "Expect: 100-continue",
                    "Connection: close",
                    "",
                    "");
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            byte[] told = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertThat(new String(told, US_ASCII)).startsWith("HTTP/1.1 100");
            socket.getOutputStream().write(picture, 0, picture.length / 2);
            rest = Arrays.copyOfRange(picture, picture.length / 2, picture.length);
        }

        void sendRest() throws IOException {
            socket.getOutputStream().write(rest);
        }

        String answer() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            return all.toString(US_ASCII);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static TestServer start(Limits limits) throws IOException {
        return TestServer.start(ServerOptions.defaults().withLimits(limits));
    }

    private static void requireOverloaded(Answer answer, String code) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.error()).containsEntry("code", code).containsEntry("type", "overloaded");
    }

    @Test
    void requestsThatFindNoRoomAreToldToComeAgain() throws Exception {
        byte[] picture = TestServer.picture("red-circle.png");
        try (TestServer server = start(Limits.usual().withPictures(1, 1, 1))) {
            try (Begun first = new Begun(server.uri());
                    Begun second = new Begun(server.uri())) {
                requireOverloaded(server.post("/v1/encode", PNG, picture), "queue_full");
                assertThat(server.get("/health").status()).isEqualTo(200);
                first.sendRest();
                assertThat(first.answer()).startsWith("HTTP/1.1 200");
                second.sendRest();
                assertThat(second.answer()).startsWith("HTTP/1.1 200");
            }
            assertThat(server.post("/v1/encode", PNG, picture).status()).isEqualTo(200);
        }
    }

    @Test
    void aRequestThatTakesTooLongIsGivenUp() throws Exception {
        try (TestServer server = start(Limits.usual().withDeadline(Duration.ofMillis(300)));
                Begun stalled = new Begun(server.uri())) {
            assertThat(stalled.answer()).startsWith("HTTP/1.1 408").contains("\"code\":\"");
        }
        try (TestServer server = start(Limits.usual().withDeadline(Duration.ofMillis(2)))) {
            String texts = "{\"input\":[" + "\"a red circle\",".repeat(500) + "\"a dog\"]}";
            Answer answer = server.postJson("/v1/embeddings", texts);
            while (answer.status() == 408) { // On a busy machine not even the body may arrive in time.
                answer = server.postJson("/v1/embeddings", texts);
            }
            requireOverloaded(answer, "deadline");
        }
    }

    @Test
    void aServerThatStopsAnswersWhatIsInAndLeavesWhoAsksNothing() throws Exception {
        TestServer server = start(Limits.usual());
        try (Socket idle = new Socket(server.uri().getHost(), server.uri().getPort());
                Begun begun = new Begun(server.uri())) {
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            begun.sendRest();
            assertThat(begun.answer()).startsWith("HTTP/1.1 200").contains("latents");
            stopped.join();
        }
    }
}
