package vtp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vtp.server.TestServer.Answer;
import vtp.server.config.Limits;
import vtp.server.config.ServerOptions;

/** Clients that speak no HTTP, stop in the middle, or say more than they should: each is told, and the server lives. */
class ConnectionTest {
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        start(Limits.usual().withDeadline(Duration.ofMinutes(5)));
    }

    private void start(Limits limits) throws IOException {
        server = TestServer.start(ServerOptions.defaults().withLimits(limits));
    }

    @AfterEach
    void stopAfterItHasAnsweredOthers() throws Exception {
        assertThat(server.get("/health").status()).isEqualTo(200);
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    private String head(String path, long length) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/png\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void whatIsNoHttpIsRefusedAsAllElseIs() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "\u0001\u0002garbage\r\n\r\n");
            assertThat(answer(socket))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("X-Content-Type-Options: nosniff", "\"code\":\"bad_http\"")
                    .doesNotContain("<html", "\tat ");
        }
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "y".repeat(20_000) + "\r\n\r\n");
            assertThat(answer(socket)).startsWith("HTTP/1.1 431 ").contains("\"code\":\"bad_http\"");
        }
    }

    @Test
    void aBodyThatIsAnnouncedTooLongIsRefusedBeforeItComes() throws Exception {
        try (Socket socket = connect()) {
            send(socket, head("/v1/encode", 1L << 30));
            socket.shutdownOutput();
            assertThat(answer(socket))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("Connection: close", "\"code\":\"body_too_large\"", "1073741824");
        }
    }

    @Test
    void aBodyThatIsStillBeingSentDoesNotHideTheRefusal() throws Exception {
        Answer answer = server.post("/v1/encode", "image/png", new byte[48 << 20]);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.error()).containsEntry("code", "body_too_large");
    }

    @Test
    void whoSendsOnAfterARefusalIsHeardOut() throws Exception {
        byte[] body = new byte[40 << 20];
        try (Socket socket = connect()) {
            send(socket, head("/v1/encode", body.length));
            assertThat(answer(socket)).startsWith("HTTP/1.1 413 "); // and the end of what the server says
            socket.getOutputStream().write(body);
        }
    }

    @Test
    void aBodyThatEndsTooEarlyIsRefused() throws Exception {
        try (Socket socket = connect()) {
            send(socket, head("/v1/encode", 1000) + "begun");
            socket.shutdownOutput();
            assertThat(answer(socket)).startsWith("HTTP/1.1 400 ").contains("\"code\":\"body_incomplete\"");
        }
    }

    @Test
    void aBodyThatDoesNotArriveInTimeIsRefused() throws Exception {
        server.close();
        start(Limits.usual().withDeadline(Duration.ofMillis(500)));
        try (Socket socket = connect()) {
            send(socket, head("/v1/encode", 1000) + "begun");
            assertThat(answer(socket)).startsWith("HTTP/1.1 408 ").contains("\"code\":\"body_too_slow\"");
        }
    }

    @Test
    void aRequestThatIsSentWhileAnotherWaitsIsAnsweredAfterIt() throws Exception {
        String url = "\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(TestServer.picture("red-circle.png")) + "\"";
        String many = "{\"pictures\":[" + String.join(",", Collections.nCopies(33, url)) + "]}";
        CompletableFuture<Integer> busy = CompletableFuture.supplyAsync(() -> {
            try {
                return server.postJson("/v1/encode?encoding=base64", many).status();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        byte[] picture = TestServer.picture("red-circle.png");
        try (Socket socket = connect()) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(head("/v1/encode?encoding=base64", picture.length).getBytes(UTF_8));
            both.writeBytes(picture);
            socket.getOutputStream().write(both.toByteArray());
            Thread.sleep(20); // so that what follows is not read with it
            send(socket, "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            assertThat(answer(socket))
                    .containsSubsequence("HTTP/1.1 200 OK", "\"latents\"", "HTTP/1.1 200 OK", "{\"status\":\"ok\"}");
        }
        assertThat(busy.get()).isEqualTo(200);
    }

    @Test
    void clientsThatSendSlowlyKeepNobodyElseWaiting() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                slow.add(connect());
                send(slow.get(i), head("/v1/encode", 1000) + "begun");
            }
            assertThat(healthWithinSeconds(20)).startsWith("HTTP/1.1 200 ");
        } finally {
            closeAll(slow);
        }
    }

    @Test
    void connectionsThatAreLeftOpenMakeRoomForOthers() throws Exception {
        server.close();
        start(Limits.usual().withConnections(8));
        List<Socket> left = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                left.add(connect());
            }
            assertThat(healthWithinSeconds(20)).startsWith("HTTP/1.1 200 ");
        } finally {
            closeAll(left);
        }
    }

    private String healthWithinSeconds(int seconds) throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(1000 * seconds);
            send(socket, "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            return answer(socket);
        }
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
