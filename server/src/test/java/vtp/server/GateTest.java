package vtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.server.TestServer.Answer;
import vtp.server.config.Limits;
import vtp.server.config.ServerOptions;

/** Nobody comes in who was not let in: from other machines, by another name, from another site, without the token. */
class GateTest {
    private static final String TOKEN = "correct-horse-battery";
    private static final String SITE = "https://example.org";

    private static ServerOptions options(String host, Optional<String> token, boolean open) {
        return new ServerOptions(host, 0, token, open, Set.of(), Limits.usual());
    }

    private static void requireRefused(Answer answer, int status, String code) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.error()).containsEntry("code", code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5", "10.0.0.1"})
    void aHostThatOthersReachNeedsATokenOrToBeOpened(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options(host, Optional.empty(), false))
                .withMessageContaining(host)
                .withMessageContaining("token");
        assertThat(options(host, Optional.of(TOKEN), false).loopback()).isFalse();
        assertThat(options(host, Optional.empty(), true).loopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.3.2.1"})
    void thisMachineNeedsNeither(String host) {
        assertThat(options(host, Optional.empty(), false).loopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "with a blank inside", "zażółć-gęślą-jaźń", "fifteen-letters"})
    void aTokenThatIsEasilyGuessedOrCannotBeSentIsRefused(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerOptions.defaults().withToken(token))
                .withMessageContaining("16");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "null", "example.org", "https://example.org/", "https://example.org/page", "ftp://a.b"})
    void whatIsNoOriginOfASiteIsRefusedAtOnce(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerOptions.defaults().withOrigins(Set.of(origin)))
                .withMessageContaining(origin)
                .withMessageContaining("https://example.org");
    }

    @Test
    void onlyThisMachineCanConnectIfNothingElseIsSaid() throws Exception {
        try (TestServer server = TestServer.start()) {
            assertThat(server.uri().getHost()).isEqualTo("127.0.0.1");
            assertThat(InetAddress.getByName(server.uri().getHost()).isLoopbackAddress())
                    .isTrue();
        }
    }

    @Test
    void aHostThatIsNotThereIsSaidNotToBe() {
        ServerOptions nowhere = options("nowhere.invalid", Optional.empty(), true);
        assertThatIOException()
                .isThrownBy(() -> TestServer.start(nowhere))
                .withMessageContaining("cannot listen on nowhere.invalid: there is no such host");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("nowhere.invalid", Optional.empty(), false))
                .withMessageStartingWith("there is no host nowhere.invalid");
    }

    /** A name that was made to point at this machine: the browser takes the server for that name's site. */
    @Test
    void otherNamesOfThisMachineAreRefused() throws Exception {
        try (TestServer server = TestServer.start()) {
            int port = server.uri().getPort();
            for (String host : List.of(
                    "evil.example", "evil.example:" + port, "localhost.evil.example", "127.0.0.1.nip.io", "10.0.0.1")) {
                requireRefused(server.get("/v1/models", "Host", host), 403, "forbidden_host");
                requireRefused(server.get("/", "Host", host), 403, "forbidden_host");
                requireRefused(server.get("/health", "Host", host), 403, "forbidden_host");
            }
            for (String host : List.of("localhost:" + port, "LOCALHOST", "127.0.0.1:1", "127.0.0.1", "[::1]:" + port)) {
                assertThat(server.get("/v1/models", "Host", host).status())
                        .as(host)
                        .isEqualTo(200);
            }
            assertThat(raw(server, "GET http://evil.example/v1/models HTTP/1.1\r\nHost: evil.example\r\n"))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(raw(server, "GET http://evil.example/v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
                    .matches("(?s)HTTP/1.1 40[03] .*");
            assertThat(raw(server, "GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(raw(server, "GET /v1/models HTTP/1.1\r\n")).startsWith("HTTP/1.1 400 ");
        }
    }

    private static String raw(TestServer server, String head) throws IOException {
        return server.raw(head + "Connection: close\r\n\r\n");
    }

    @Test
    void pagesOfOtherSitesAreRefusedAndOwnOnesAreNot() throws Exception {
        try (TestServer server = TestServer.start()) {
            byte[] picture = TestServer.picture("red-circle.png");
            String own = server.uri().toString().replaceFirst("/$", "");
            for (String origin : List.of(SITE, "null", "http://127.0.0.1:1", own + ".evil.example", "file://", "")) {
                Answer answer = server.post("/v1/encode", "image/png", picture, "Origin", origin);
                requireRefused(answer, 403, "forbidden_origin");
                assertThat(answer.headers().map().keySet())
                        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
            }
            Answer answer = server.post("/v1/encode", "image/png", picture, "Origin", own);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
            requireRefused(
                    server.send("OPTIONS", "/v1/encode", BodyPublishers.noBody(), "Origin", SITE),
                    403,
                    "forbidden_origin");
        }
    }

    @Test
    void aSiteThatIsNamedMayCallTheApi() throws Exception {
        ServerOptions options =
                ServerOptions.defaults().withOrigins(Set.of(SITE)).withToken(TOKEN);
        try (TestServer server = TestServer.start(options)) {
            Answer before = server.send(
                    "OPTIONS",
                    "/v1/encode",
                    BodyPublishers.noBody(),
                    "Origin",
                    SITE,
                    "Access-Control-Request-Method",
                    "POST");
            assertThat(before.status()).isEqualTo(204);
            assertThat(before.header("Access-Control-Allow-Headers")).contains("Authorization", "Content-Type");
            byte[] picture = TestServer.picture("red-circle.png");
            String bearer = "Bearer " + TOKEN;
            Answer good = server.post("/v1/encode", "image/png", picture, "Origin", SITE, "Authorization", bearer);
            Answer bad = server.post("/v1/encode", "image/png", new byte[9], "Origin", SITE, "Authorization", bearer);
            Answer without = server.post("/v1/encode", "image/png", picture, "Origin", SITE);
            assertThat(List.of(good.status(), bad.status(), without.status())).isEqualTo(List.of(200, 400, 401));
            for (Answer answer : List.of(before, good, bad, without)) { // else the page cannot see why
                assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(SITE);
                assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
                assertThat(answer.header("Vary")).isEqualTo("Origin");
                assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
            }
            for (String other : List.of("http://example.org", "https://example.org:444", "https://www.example.org")) {
                requireRefused(
                        server.post("/v1/encode", "image/png", picture, "Origin", other, "Authorization", bearer),
                        403,
                        "forbidden_origin");
            }
        }
    }

    @Test
    void whatIsNotPublicNeedsTheToken() throws Exception {
        try (TestServer server = TestServer.start(ServerOptions.defaults().withToken(TOKEN))) {
            for (String path : List.of("/", "/app.js", "/docs", "/openapi.json", "/health", "/ready")) {
                assertThat(server.get(path).status()).as(path).isEqualTo(200);
            }
            for (String path : List.of("/v1/models", "/metrics", "/v1/thumbnails/00", "/v1/nothing", "/etc/passwd")) {
                requireRefused(server.get(path), 401, "unauthorized");
            }
            for (String path : server.routes().keySet()) {
                Answer answer = server.postJson(path, "{}");
                assertThat(answer.status()).as(path).isIn(401, 405);
            }
            for (String sent : List.of(
                    TOKEN,
                    "Basic " + TOKEN,
                    "Bearer",
                    "Bearer ",
                    "Bearer " + TOKEN.substring(1),
                    "Bearer " + TOKEN + "x",
                    "Bearer " + TOKEN.toUpperCase(Locale.ROOT))) {
                Answer answer = server.get("/v1/models", "Authorization", sent);
                requireRefused(answer, 401, "unauthorized");
                assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
                assertThat(answer.text()).doesNotContain(TOKEN);
            }
            // On the connection that had the same in capitals before: Jetty must not take one header for the other.
            for (String sent : List.of("Bearer " + TOKEN, "bearer " + TOKEN, "BEARER  " + TOKEN)) {
                assertThat(server.get("/v1/models", "Authorization", sent).status())
                        .as(sent)
                        .isEqualTo(200);
            }
        }
    }
}
