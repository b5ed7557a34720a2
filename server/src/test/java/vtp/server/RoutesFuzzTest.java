package vtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import vtp.loader.Json;
import vtp.server.config.Limits;
import vtp.server.config.ServerOptions;

/**
 * Whatever comes, no route fails: it is answered, or refused in one line. Run as a test on its corpus; {@code
 * JAZZER_FUZZ=1 ./mvnw -pl server -am test -Dtest=RoutesFuzzTest -Dsurefire.failIfNoSpecifiedTests=false} searches for
 * more.
 */
class RoutesFuzzTest {
    private static final List<String> PATHS = List.of(
            "/v1/encode",
            "/v1/decode",
            "/v1/reconstruct",
            "/v1/classify",
            "/v1/features",
            "/v1/embeddings",
            "/v1/search",
            "/v1/models",
            "/",
            "/v1/generate");
    private static final List<String> TYPES = List.of(
            "application/json",
            "image/png",
            TestServer.FORM,
            "application/x-npy",
            "application/x-safetensors",
            "application/x-float32",
            "");

    private static final Logger LOG = Logger.getLogger("vtp.server");

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        LOG.setLevel(Level.WARNING); // no line a request
        // Small limits: what is found should be a fault, not a long computation.
        Limits limits =
                Limits.usual().withBodyBytes(1 << 16).withPixels(1 << 16).withPictures(2, 2, 2);
        server = TestServer.start(ServerOptions.defaults().withLimits(limits));
    }

    @AfterAll
    static void stop() {
        LOG.setLevel(Level.INFO);
        server.close();
    }

    /** @param bytes that of the route, that of the body's type, and the body */
    @FuzzTest(maxDuration = "10m")
    void anyBodyIsAnsweredOrRefused(byte[] bytes) throws IOException {
        if (bytes.length < 2) {
            return;
        }
        String path = PATHS.get((bytes[0] & 0xff) % PATHS.size());
        String type = TYPES.get((bytes[1] & 0xff) % TYPES.size());
        byte[] body = Arrays.copyOfRange(bytes, 2, bytes.length);
        String head = String.join(
                "\r\n",
                "POST " + path + "?shape=1,64,1,1&label=a HTTP/1.1",
                "Host: localhost",
                "Content-Type: " + type,
                "Content-Length: " + body.length,
                "Connection: close",
                "",
                "");
        check(exchange(head.getBytes(ISO_8859_1), body));
    }

    /** @param bytes a whole request, or what is none */
    @FuzzTest(maxDuration = "10m")
    void anyBytesOnAConnectionAreAnsweredOrRefused(byte[] bytes) throws IOException {
        check(exchange(bytes, new byte[0]));
    }

    @SuppressWarnings("try") // what it allows is allowed until it is closed
    private static String exchange(byte[] head, byte[] body) throws IOException {
        int own = server.uri().getPort();
        // and nothing else may be reached
        try (SilentCloseable allowed = BugDetectors.allowNetworkConnections((host, port) -> port == own);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), own)) {
            socket.setSoTimeout(120_000);
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(body);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** A fault of the server is a status of 500; all else from 400 on has one line that says why. */
    private static void check(String answer) throws IOException {
        if (answer.isEmpty()) {
            return; // what ends before it is a request is answered by nothing
        }
        int status = Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        if (status == 500) {
            throw new AssertionError(answer);
        }
        int body = answer.indexOf("\r\n\r\n") + 4;
        int next = answer.indexOf("HTTP/1.1 ", body); // what followed on the connection was answered, too
        String json = answer.substring(body, next < 0 ? answer.length() : next);
        if (status >= 400 && !json.isEmpty()) {
            Object error = Json.readObject("answer", json.getBytes(ISO_8859_1)).get("error");
            String text = String.valueOf(error);
            if (error == null || text.contains("\n") || text.length() > 2000) {
                throw new AssertionError(answer);
            }
        }
    }
}
