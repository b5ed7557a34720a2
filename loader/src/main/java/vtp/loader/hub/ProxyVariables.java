package vtp.loader.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that environment variables name, as curl and Python's requests read them: {@code http_proxy} and
 * {@code https_proxy} by the scheme of the address, else {@code all_proxy}, but none for the hosts of {@code no_proxy}.
 * The name in capitals counts where that in small letters is not set; {@code HTTP_PROXY} does not in a CGI program,
 * where a client can set it. An address for which none is named goes by the JVM's own proxies.
 */
final class ProxyVariables extends ProxySelector {

    /** A proxy of the kind that HttpClient knows: reached by plain HTTP; its password, if any, as a header. */
    private record Named(
            String variable,
            InetSocketAddress address,
            @Nullable String authorization) {}

    private static final int DEFAULT_PORT = 80;

    private final Map<String, String> variables;
    private final NoProxy noProxy;
    private final @Nullable ProxySelector otherwise;
    private final Optional<Named> http;
    private final Optional<Named> https;

    /**
     * Reads the variables.
     *
     * @param variables as {@link System#getenv()} gives them
     * @param otherwise asked for addresses of which the variables say nothing
     * @throws HubException of kind ENVIRONMENT if a proxy is one that cannot be used
     */
    ProxyVariables(Map<String, String> variables, @Nullable ProxySelector otherwise) throws HubException {
        this.variables = variables;
        this.otherwise = otherwise;
        this.noProxy = new NoProxy(value("no_proxy").map(Map.Entry::getValue).orElse(""));
        this.http = named("http_proxy");
        this.https = named("https_proxy");
    }

    private Optional<Map.Entry<String, String>> value(String name) {
        for (String spelled : List.of(name, name.toUpperCase(Locale.ROOT))) {
            String value = variables.getOrDefault(spelled, "").strip();
            boolean fromClient = spelled.equals("HTTP_PROXY") && variables.containsKey("REQUEST_METHOD");
            if (!value.isEmpty() && !fromClient) {
                return Optional.of(Map.entry(spelled, value));
            }
        }
        return Optional.empty();
    }

    private Optional<Named> named(String name) throws HubException {
        Optional<Map.Entry<String, String>> entry = value(name).or(() -> value("all_proxy"));
        return entry.isEmpty()
                ? Optional.empty()
                : Optional.of(parse(entry.get().getKey(), entry.get().getValue()));
    }

    private static Named parse(String variable, String value) throws HubException {
        URI uri;
        try {
            uri = new URI(value.contains("://") ? value : "http://" + value);
        } catch (URISyntaxException e) {
            throw refuse(variable, "no address");
        }
        if (!"http".equalsIgnoreCase(uri.getScheme())) {
            throw refuse(variable, "of the kind " + uri.getScheme() + "://, which is not supported");
        }
        if (uri.getHost() == null) {
            throw refuse(variable, "no address");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new Named(variable, InetSocketAddress.createUnresolved(uri.getHost(), port), basic(uri));
    }

    private static @Nullable String basic(URI uri) {
        if (uri.getRawUserInfo() == null) {
            return null;
        }
        String plain = URLDecoder.decode(uri.getRawUserInfo().replace("+", "%2B"), StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** The value is not quoted: it may hold a password. */
    private static HubException refuse(String variable, String what) {
        return new HubException(
                HubException.Kind.ENVIRONMENT,
                "the proxy in " + variable + " is " + what + "; set it to an address such as http://proxy.example:3128,"
                        + " or name the host in no_proxy");
    }

    private Optional<Named> named(URI uri) {
        return noProxy.covers(uri) ? Optional.empty() : "https".equalsIgnoreCase(uri.getScheme()) ? https : http;
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<Named> named = named(uri);
        if (named.isPresent()) {
            return List.of(new Proxy(Proxy.Type.HTTP, named.get().address()));
        }
        return noProxy.covers(uri) || otherwise == null ? List.of(Proxy.NO_PROXY) : otherwise.select(uri);
    }

    /** What to tell the proxy of an address about who we are; empty if it wants nothing, or there is none. */
    Optional<String> authorization(URI uri) {
        return named(uri).map(Named::authorization);
    }

    /** The way to an address as a message names it: empty, or the proxy with its variable. */
    String way(URI uri) {
        return named(uri)
                .map(proxy -> " through the proxy " + proxy.address().getHostString() + ":"
                        + proxy.address().getPort() + " (" + proxy.variable() + ")")
                .orElse("");
    }

    @Override
    public void connectFailed(URI uri, SocketAddress proxy, IOException failure) {
        // The request itself fails, and tells.
    }
}
