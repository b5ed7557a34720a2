package vtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vtp.server.TestServer.Answer;

/** Whatever is answered, the browser is told to trust nothing else for it, and what ran here is not told to anyone. */
class SecurityHeadersTest {
    private static final Map<String, String> EXPECTED = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyReplyHasThem() throws Exception {
        byte[] picture = TestServer.picture("red-circle.png");
        String tag = server.get("/app.js").header("ETag");
        Map<Answer, Integer> answers = Map.ofEntries(
                Map.entry(server.get("/"), 200),
                Map.entry(server.get("/style.css"), 200),
                Map.entry(server.get("/app.js", "If-None-Match", tag), 304),
                Map.entry(server.send("HEAD", "/", BodyPublishers.noBody()), 200),
                Map.entry(server.send("OPTIONS", "/v1/encode", BodyPublishers.noBody()), 204),
                Map.entry(server.get("/docs"), 200),
                Map.entry(server.get("/openapi.json"), 200),
                Map.entry(server.get("/health"), 200),
                Map.entry(server.get("/metrics"), 200),
                Map.entry(server.post("/v1/encode", "image/png", picture), 200),
                Map.entry(server.post("/v1/reconstruct", "image/png", picture, "Accept", "image/png"), 200),
                Map.entry(server.post("/v1/encode", "image/png", new byte[7]), 400),
                Map.entry(server.get("/", "Host", "evil.example"), 403),
                Map.entry(server.get("/nothing"), 404),
                Map.entry(server.get("/v1/thumbnails/" + "0".repeat(64)), 404),
                Map.entry(server.get("/v1/encode"), 405),
                Map.entry(server.post("/v1/encode", "image/png", picture, "Accept", "text/html"), 406));
        answers.forEach((answer, status) -> {
            assertThat(answer.status()).isEqualTo(status);
            EXPECTED.forEach((name, value) -> assertThat(answer.headers().allValues(name))
                    .as(status + " " + name)
                    .containsExactly(value));
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "http");
            assertThat(answer.header("Cache-Control")).startsWith("no-");
            assertThat(answer.header("Server") + answer.header("X-Powered-By")).isEmpty();
        });
    }

    /** What is no HTTP never comes as far as the routes. */
    @Test
    void evenWhatIsNoHttpIsAnsweredWithThem() throws Exception {
        List<String> answers = new ArrayList<>();
        answers.add(server.raw("no http at all\r\n\r\n"));
        answers.add(server.raw("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n"));
        answers.add(server.raw("GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n"));
        answers.add(server.raw("GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"));
        answers.add(server.raw("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "y".repeat(1 << 16) + "\r\n\r\n"));
        for (String answer : answers) {
            String lower = answer.toLowerCase(Locale.ROOT);
            EXPECTED.forEach((name, value) -> assertThat(lower)
                    .contains("\r\n" + name.toLowerCase(Locale.ROOT) + ": " + value.toLowerCase(Locale.ROOT) + "\r\n"));
            assertThat(lower).contains("\"error\"").doesNotContain("jetty", "<html", "\tat ");
        }
    }
}
