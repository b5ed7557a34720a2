package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.hub.HubException.Kind;

/** The token, names that would leave the folder, and the network that may not be used. */
class PullSafetyTest extends PullFixture {

    private static final String TOKEN = "hf_GeheimesToken123";

    @Test
    void theTokenGoesToTheHubAndNowhereElse() throws Exception {
        variables.put("HF_TOKEN", TOKEN);
        hub.requireToken(TOKEN);
        assertWhole(pull());
        String hubHost = "localhost:" + hub.port();
        assertThat(hub.requests()).anyMatch(r -> !r.host().equals(hubHost)).allSatisfy(r -> {
            boolean carriesToken = r.authorization().isPresent();
            assertThat(carriesToken).isEqualTo(r.host().equals(hubHost));
            assertThat(r.path()).doesNotContain(TOKEN);
        });
    }

    @Test
    void anotherPortOfTheSameHostIsAnotherHost() throws Exception {
        variables.put("HF_TOKEN", TOKEN);
        try (FakeHub other = new FakeHub().small("model.safetensors", WEIGHTS)) {
            String elsewhere = other.endpoint() + "/x/model.safetensors";
            hub.fault("GET", "model.safetensors", FakeHub.status(302, "Location", elsewhere));
            assertWhole(pull());
            assertThat(other.requests())
                    .hasSize(1)
                    .allMatch(r -> r.authorization().isEmpty());
        }
    }

    @Test
    void aRedirectWithinTheHubKeepsTheToken() throws Exception {
        variables.put("HF_TOKEN", TOKEN);
        hub.requireToken(TOKEN);
        hub.fault("HEAD", "config.json", FakeHub.status(307, "Location", "/api/resolve-cache/config.json"));
        assertWhole(pull());
        assertThat(hub.count("HEAD", "config.json")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"401, no", "401, yes", "403, no", "403, yes"})
    void aRefusalSaysWhatToDo(int status, String hasToken) throws Exception {
        if (hasToken.equals("yes")) {
            variables.put("HF_TOKEN", TOKEN);
        }
        hub.fault("HEAD", "config.json", FakeHub.status(status));
        HubException e = failure();
        assertThat(e.kind()).isEqualTo(Kind.UNAUTHORISED);
        assertThat(e).hasMessageContaining("HTTP " + status + " for config.json of MiniMaxAI/VTP-Test");
        assertThat(e.getMessage())
                .containsAnyOf("set HF_TOKEN", "ask for it at " + hub.endpoint() + "/MiniMaxAI/VTP-Test");
        assertThat(listener.retries).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void theTokenIsInNoErrorEvenIfTheServerRepeatsIt() throws Exception {
        variables.put("HF_TOKEN", TOKEN);
        String[] echo = {"X-Error-Message", "bad token " + TOKEN, "X-Error-Code", TOKEN, "Location", "ftp://" + TOKEN};
        for (int status : new int[] {302, 400, 401, 403, 404, 418, 429, 500}) {
            String[] headers =
                    status == 302 ? echo : List.of(echo).subList(0, 4).toArray(String[]::new);
            FakeHub.Fault[] refusals = new FakeHub.Fault[status == 429 || status == 500 ? QUICK.attempts() : 1];
            java.util.Arrays.fill(refusals, FakeHub.status(status, headers));
            hub.fault("HEAD", "config.json", refusals);
            failure();
        }
        assertThat(listener.retries).hasSize(6).noneMatch(r -> r.contains(TOKEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/x", "http://", "http:///x", "file:///etc/passwd", "http://a b", ""})
    void aRedirectToNoWebAddressIsRefused(String location) throws Exception {
        hub.fault("GET", "model.safetensors", FakeHub.status(302, "Location", location));
        assertThat(failure()).hasMessageContaining("redirects to something that is not a web address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h/x", "HTTP://127.0.0.1:1/x", "//h/x", "/x", "https://other/x"})
    void fromAnEncryptedAddressOnlyEncryptedOnesAreFollowed(String location) throws Exception {
        URI from = URI.create("https://hub.example/y");
        if (location.toLowerCase(java.util.Locale.ROOT).startsWith("http:")) {
            HubException e = catchThrowableOfType(HubException.class, () -> HubHttp.target(from, location));
            assertThat(e.kind()).isEqualTo(Kind.SERVER);
            assertThat(e).hasMessageContaining("which is not encrypted: not followed");
        } else {
            assertThat(HubHttp.target(from, location).getScheme()).isEqualTo("https");
        }
    }

    @Test
    void redirectsWithoutEndAreLeft() throws Exception {
        FakeHub.Fault around = FakeHub.status(302, "Location", "/x/config.json");
        FakeHub.Fault[] forEver = new FakeHub.Fault[20];
        java.util.Arrays.fill(forEver, around);
        hub.fault("HEAD", "config.json", forEver);
        assertThat(failure()).hasMessageContaining("redirects more than 10 times");
        assertThat(hub.requests()).hasSize(11);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.safetensors",
                "..",
                ".",
                "",
                "/etc/evil",
                "a/b.safetensors",
                "a\\\\b.safetensors",
                "C:evil",
                "a..b",
                "a\\nb",
                "..\\\\..\\\\evil"
            })
    void aShardNameThatIsNoPlainFileNameIsRefused(String shard) throws Exception {
        try (FakeHub evil = new FakeHub()
                .small("config.json", CONFIG)
                .small("model.safetensors.index.json", Bytes.of("{\"weight_map\": {\"a\": \"" + shard + "\"}}"))) {
            variables.put("HF_ENDPOINT", evil.endpoint());
            HubException e = failure();
            assertThat(e.kind()).isEqualTo(Kind.UNSAFE_NAME);
            assertThat(visible()).isEmpty();
        }
    }

    @Test
    void anIndexOfNoUseIsRefused() throws Exception {
        try (FakeHub broken = new FakeHub()
                .small("config.json", CONFIG)
                .small("model.safetensors.index.json", Bytes.of("<html>not an index</html>"))) {
            variables.put("HF_ENDPOINT", broken.endpoint());
            HubException e = failure();
            assertThat(e.kind()).isEqualTo(Kind.INTEGRITY);
            assertThat(e).hasMessageContaining("the index of MiniMaxAI/VTP-Test is refused: ");
            assertThat(visible()).isEmpty();
        }
    }

    static Stream<String> unsafeNames() {
        return Stream.of(
                "../../../evil",
                "/etc/evil",
                "a/b",
                "..",
                ".hidden",
                "a\\b",
                "C:x",
                "a b",
                "x.incomplete",
                "x.lock",
                "x".repeat(201),
                "/".repeat(10_000));
    }

    @ParameterizedTest
    @MethodSource("unsafeNames")
    void anEtagOrCommitThatLeavesTheFolderIsRefused(String name) throws Exception {
        hub.fault(
                "HEAD", "config.json", FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", '"' + name + '"'));
        HubException etag = failure();
        assertThat(etag.kind()).isEqualTo(Kind.UNSAFE_NAME);
        assertThat(etag.getMessage()).hasSizeLessThan(300);
        hub.fault("HEAD", "config.json", FakeHub.status(200, "X-Repo-Commit", name, "ETag", "\"x\""));
        HubException commit = failure();
        assertThat(commit.kind()).isEqualTo(Kind.UNSAFE_NAME);
        assertThat(commit.getMessage()).hasSizeLessThan(300);
        assertThat(home).isEmptyDirectory();
    }

    /** A hub that sends a configuration without end fills no disk. */
    @Test
    void aConfigurationWithoutEndIsBrokenOff() throws Exception {
        hub.fault("HEAD", "config.json", FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", "\"endless\""));
        hub.fault("GET", "config.json", (exchange, file) -> {
            exchange.getResponseHeaders().set("X-Repo-Commit", FakeHub.COMMIT);
            exchange.sendResponseHeaders(200, 0); // chunked
            byte[] blanks = new byte[1 << 20];
            for (int i = 0; i < 1 << 20; i++) {
                exchange.getResponseBody().write(blanks); // until the client goes away
            }
        });
        HubException e = failure();
        assertThat(e.kind()).isEqualTo(Kind.INTEGRITY);
        assertThat(e).hasMessageContaining("config.json: the hub announced no size, but more than 67108864");
        assertThat(blob("endless.incomplete")).doesNotExist();

        hub.fault(
                "HEAD",
                "config.json",
                FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", "\"x\"", "X-Linked-Size", "100000000000"));
        assertThat(failure()).hasMessageContaining("config.json with 100000000000 bytes; it may have at most 67108864");
    }

    @Test
    void offlineOpensNoSocket() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket endpoint = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread counter = new Thread(() -> count(endpoint, connections));
            counter.start();
            variables.put("HF_ENDPOINT", "http://localhost:" + endpoint.getLocalPort());
            variables.put("HF_TOKEN", TOKEN);
            variables.put("HF_HUB_OFFLINE", "1");
            HubException e = failure();
            assertThat(e.kind()).isEqualTo(Kind.OFFLINE);
            assertThat(e).hasMessageContaining("HF_HUB_OFFLINE is set");
            assertThat(cache().snapshot(FakeHub.ID)).isEmpty();
            assertThat(connections).hasValue(0);

            variables.put("HF_HUB_OFFLINE", "0"); // and that the counter counts
            assertThat(failure().kind()).isEqualTo(Kind.NETWORK);
            assertThat(connections).hasPositiveValue();
        }
    }

    private static void count(ServerSocket endpoint, AtomicInteger connections) {
        while (!endpoint.isClosed()) {
            try {
                endpoint.accept().close();
                connections.incrementAndGet();
            } catch (java.io.IOException e) {
                return; // closed
            }
        }
    }

    /** A pull that must fail without its token or a signed address being told, not even in a stack trace. */
    private HubException failure() throws Exception {
        HubException e = catchThrowableOfType(HubException.class, () -> client().pull(FakeHub.ID, Map.of(), listener));
        assertThat(e).isNotNull();
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(TOKEN).doesNotContain("secret-signature");
        assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}");
        return e;
    }
}
