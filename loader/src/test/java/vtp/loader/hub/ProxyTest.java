package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.hub.HubException.Kind;

/** Proxies by environment variables: which addresses go through them, and what they are told. */
class ProxyTest extends PullFixture {

    private static final String HUB = "http://hub.example";

    @Test
    void aPullGoesThroughTheProxy() throws Exception {
        variables.put("HF_ENDPOINT", HUB);
        variables.put("http_proxy", "http://127.0.0.1:" + hub.port());
        assertWhole(pull());
        assertThat(hub.requests()).anyMatch(r -> r.host().equals("hub.example"));
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws Exception {
        variables.put("HF_ENDPOINT", HUB);
        try (ServerSocket free = new ServerSocket(0)) {
            variables.put("HTTP_PROXY", "127.0.0.1:" + free.getLocalPort());
        }
        HubException e = catchThrowableOfType(HubException.class, this::pull);
        assertThat(e.kind()).isEqualTo(Kind.NETWORK);
        assertThat(e)
                .hasMessage("cannot reach http://hub.example through the proxy " + variables.get("HTTP_PROXY")
                        + " (HTTP_PROXY): connection refused");
    }

    @Test
    void aProxyThatWantsAPasswordIsSaidToWantOne() throws Exception {
        variables.put("HF_ENDPOINT", HUB);
        variables.put("http_proxy", "http://127.0.0.1:" + hub.port());
        hub.fault("HEAD", "config.json", FakeHub.status(407, "Proxy-Authenticate", "Basic realm=\"x\""));
        HubException e = catchThrowableOfType(HubException.class, this::pull);
        assertThat(e.kind()).isEqualTo(Kind.UNAUTHORISED);
        assertThat(e).hasMessageContaining("http://NAME:PASSWORD@HOST:PORT");
        assertThat(listener.retries).isEmpty();
    }

    /** The proxy of an encrypted connection sees the host, and the password that is meant for it; never the token. */
    @Test
    void aTunnelIsAskedForWithThePasswordAndWithoutTheToken() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> refuseTunnels(proxy, lines));
            thread.start();
            variables.put("HF_ENDPOINT", "https://hub.example");
            variables.put("HF_TOKEN", "hf_secret");
            variables.put("https_proxy", "http://me%40home:p+w%3A@127.0.0.1:" + proxy.getLocalPort());
            HubException e = catchThrowableOfType(HubException.class, this::pull);
            assertThat(e).isNotNull();
            assertThat(e.getMessage()).doesNotContain("p+w").doesNotContain("hf_secret");
        }
        assertThat(lines.get(0)).isEqualTo("CONNECT hub.example:443 HTTP/1.1");
        assertThat(lines)
                .contains("Proxy-Authorization: Basic bWVAaG9tZTpwK3c6") // me@home:p+w:
                .noneMatch(line -> line.contains("hf_secret"));
    }

    private static void refuseTunnels(ServerSocket proxy, List<String> lines) {
        while (!proxy.isClosed()) {
            try (Socket socket = proxy.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    lines.add(line);
                }
                socket.getOutputStream()
                        .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (java.io.IOException e) {
                return; // closed
            }
        }
    }

    /** Variables, an address, and the proxy it goes through; none is "DIRECT". */
    @ParameterizedTest
    @CsvSource({
        "http_proxy=http://p:3128, http://h/x, p:3128",
        "http_proxy=http://p:3128, https://h/x, DIRECT",
        "https_proxy=http://p:3128, https://h/x, p:3128",
        "https_proxy=p:3128, https://h/x, p:3128",
        "https_proxy=p, https://h/x, p:80",
        "HTTPS_PROXY=http://p:1/, https://h/x, p:1",
        "HTTPS_PROXY=http://big:1;https_proxy=http://small:2, https://h/x, small:2",
        "https_proxy=;HTTPS_PROXY=http://big:1, https://h/x, big:1",
        "HTTP_PROXY=http://p:1;REQUEST_METHOD=GET, http://h/x, DIRECT",
        "all_proxy=http://p:1, https://h/x, p:1",
        "ALL_PROXY=http://p:1;https_proxy=http://q:2, https://h/x, q:2",
        "https_proxy=http://[::1]:8, https://h/x, [::1]:8",
        "https_proxy=http://p:1;no_proxy=*, https://h/x, DIRECT",
        "https_proxy=http://p:1;no_proxy=h, https://h/x, DIRECT",
        "https_proxy=http://p:1;no_proxy=h, https://ah/x, p:1",
        "https_proxy=http://p:1;NO_PROXY=.example.org, https://a.b.EXAMPLE.org/x, DIRECT",
        "https_proxy=http://p:1;no_proxy=*.example.org, https://example.org/x, DIRECT",
        "https_proxy=http://p:1;no_proxy=example.org, https://example.org.evil/x, p:1",
        "https_proxy=http://p:1;no_proxy=a b  h, https://h/x, DIRECT",
        "https_proxy=http://p:1;no_proxy=h:443, https://h/x, DIRECT",
        "https_proxy=http://p:1;no_proxy=h:8443, https://h/x, p:1",
        "https_proxy=http://p:1;no_proxy=h:8443, https://h:8443/x, DIRECT",
        "http_proxy=http://p:1;no_proxy=127.0.0.0/8, http://127.3.2.1/x, DIRECT",
        "http_proxy=http://p:1;no_proxy=10.1.0.0/16, http://10.2.0.1/x, p:1",
        "http_proxy=http://p:1;no_proxy=0.0.0.0/0, http://10.2.0.1/x, DIRECT",
        "http_proxy=http://p:1;no_proxy=10.1.0.0/99, http://10.1.0.1/x, p:1",
        "http_proxy=http://p:1;no_proxy=::1, http://[::1]/x, DIRECT",
        "http_proxy=http://p:1;no_proxy=[::1]:81, http://[::1]/x, p:1",
        "http_proxy=http://p:1;no_proxy=., http://h/x, p:1",
        "'', http://h/x, DIRECT"
    })
    void whatGoesThrough(String set, URI address, String proxy) throws HubException {
        Proxy found = new ProxyVariables(map(set), null).select(address).get(0);
        String through = found.address() instanceof InetSocketAddress named
                ? named.getHostString() + ":" + named.getPort()
                : "DIRECT";
        assertThat(through).isEqualTo(proxy);
    }

    @Test
    void whatNoVariableNamesIsTheJvms() throws HubException {
        ProxySelector jvm = ProxySelector.of(InetSocketAddress.createUnresolved("jvm", 9));
        ProxyVariables proxies = new ProxyVariables(map("http_proxy=p:1;no_proxy=local"), jvm);
        assertThat(proxies.select(URI.create("https://h/x"))).isEqualTo(jvm.select(URI.create("https://h/x")));
        assertThat(proxies.select(URI.create("https://local/x")).get(0).toString())
                .isEqualTo("DIRECT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://p:1", "https://p:1", "http://", "http://me:geheim@", "::geheim::", "http://a b"})
    void aProxyThatCannotBeUsedIsRefusedWithoutItsPassword(String proxy) {
        assertThatExceptionOfType(HubException.class)
                .isThrownBy(() -> new ProxyVariables(Map.of("https_proxy", proxy), null))
                .withMessageContaining("https_proxy")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.ENVIRONMENT))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("geheim"));
    }

    private static Map<String, String> map(String set) {
        Map<String, String> map = new HashMap<>();
        for (String variable : set.split(";", -1)) {
            int equals = variable.indexOf('=');
            if (equals >= 0) {
                map.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return map;
    }
}
