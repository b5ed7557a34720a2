package vtp.loader.hub;

import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the hub. Redirects are followed here and not by the client, because the token must go to the hub's own
 * origin and nowhere else, and because the hub tells a file's etag and size on the redirect, not at its target.
 */
final class HubHttp implements AutoCloseable {

    private static final int MOST_REDIRECTS = 10;
    private static final String UNKNOWN_HOST = "the host's name is not known; is there a network?";
    private static final String USER_AGENT = "vtp4j";
    private static final String BASIC_TO_PROXY = "jdk.http.auth.tunneling.disabledSchemes";

    /**
     * An answer, and what the hub said on the way to it.
     *
     * @param origin who gave it, as errors name it: scheme, host and port
     * @param fromHub whether that is the hub, and not a host that it sent us to
     * @param commit X-Repo-Commit
     * @param linkedEtag X-Linked-Etag: of the file, where ETag may be that of a redirect
     * @param linkedSize X-Linked-Size
     */
    record Answer(
            int status,
            String origin,
            boolean fromHub,
            HttpHeaders headers,
            @Nullable String commit,
            @Nullable String linkedEtag,
            @Nullable String linkedSize,
            BodyReader body)
            implements AutoCloseable {

        Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        @Override
        public void close() {
            body.close();
        }
    }

    static {
        // Java does not send a password to a proxy for https unless told to, by this, before it makes its first client.
        if (System.getProperty(BASIC_TO_PROXY) == null) {
            System.setProperty(BASIC_TO_PROXY, "");
        }
    }

    private final HubEnvironment environment;
    private final Optional<String> token;
    private final ProxyVariables proxies;
    private final HttpClient client;

    /** Makes a client that sends the environment's token, if there is one. No connection is opened yet. */
    HubHttp(HubEnvironment environment) throws HubException {
        this.environment = environment;
        this.token = environment.token();
        this.proxies = environment.proxies();
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // one big file at a time gains nothing from HTTP/2
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies)
                .connectTimeout(environment.answerTimeout())
                .build();
    }

    boolean hasToken() {
        return token.isPresent();
    }

    /** Asks for a file's headers; the answer may be the hub's redirect itself, when that tells all there is to know. */
    Answer head(URI uri) throws HubException, InterruptedException {
        return send("HEAD", uri, 0);
    }

    /** Asks for a file from a byte on. */
    Answer get(URI uri, long fromByte) throws HubException, InterruptedException {
        return send("GET", uri, fromByte);
    }

    private Answer send(String method, URI start, long fromByte) throws HubException, InterruptedException {
        URI uri = start;
        String commit = null;
        String linkedEtag = null;
        String linkedSize = null;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = exchange(method, uri, fromByte);
            BodyReader body = new BodyReader(uri.getHost(), environment.stallTimeout());
            response.body().subscribe(body);
            HttpHeaders headers = response.headers();
            commit = commit != null
                    ? commit
                    : headers.firstValue("X-Repo-Commit").orElse(null);
            linkedEtag = linkedEtag != null
                    ? linkedEtag
                    : headers.firstValue("X-Linked-Etag").orElse(null);
            linkedSize = linkedSize != null
                    ? linkedSize
                    : headers.firstValue("X-Linked-Size").orElse(null);
            Answer answer = new Answer(
                    response.statusCode(), origin(uri), isHub(uri), headers, commit, linkedEtag, linkedSize, body);
            if (!isRedirect(response.statusCode())) {
                return answer;
            }
            URI target = target(uri, headers.firstValue("Location").orElse(""));
            if (method.equals("HEAD") && tellsAll(answer, isHub(target))) {
                return answer;
            }
            answer.close();
            uri = target;
        }
        throw new HubException(
                HubException.Kind.SERVER, origin(start) + " redirects more than " + MOST_REDIRECTS + " times");
    }

    /** Addresses of other hosts are signed for GET and may refuse HEAD, so for them fewer headers must do. */
    private static boolean tellsAll(Answer answer, boolean targetIsHub) {
        return targetIsHub
                ? answer.commit() != null && answer.linkedEtag() != null && answer.linkedSize() != null
                : answer.commit() != null
                        && (answer.linkedEtag() != null || answer.header("ETag").isPresent());
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> exchange(String method, URI uri, long fromByte)
            throws HubException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("User-Agent", USER_AGENT)
                .header("Accept-Encoding", "identity"); // sizes and ranges are those of the file itself
        if (fromByte > 0) {
            request.header("Range", "bytes=" + fromByte + "-");
        }
        if (token.isPresent() && isHub(uri)) {
            request.header("Authorization", "Bearer " + token.get());
        }
        // Of an encrypted connection, HttpClient gives this to the proxy only.
        proxies.authorization(uri).ifPresent(name -> request.header("Proxy-Authorization", name));
        CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofPublisher());
        try {
            return answer.get(environment.answerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreachable(
                    uri, "no answer within " + environment.answerTimeout().toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unreachable(uri, reason(cause), cause);
        } finally {
            answer.cancel(true); // after a timeout or an interrupt; otherwise it is complete already
        }
    }

    /** A name that is not known is what a machine without a network finds: it is told at once, and not tried again. */
    private HubException unreachable(URI uri, String reason, Throwable cause) {
        String message = "cannot reach " + origin(uri) + proxies.way(uri) + ": " + reason;
        return reason.equals(UNKNOWN_HOST)
                ? new HubException(HubException.Kind.NETWORK, message, cause)
                : HubException.temporary(HubException.Kind.NETWORK, message, cause, null);
    }

    /** A failure of the network in words; the client's own messages are often empty. */
    static String reason(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof UnresolvedAddressException) {
                return UNKNOWN_HOST;
            }
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection in time";
        }
        if (failure.getMessage() != null) {
            return failure.getMessage();
        }
        return failure instanceof ConnectException
                ? "connection refused"
                : failure.getClass().getSimpleName();
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    static URI target(URI from, String location) throws HubException {
        URI target;
        try {
            target = from.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw noTarget(from);
        }
        boolean http = "http".equalsIgnoreCase(target.getScheme()) || "https".equalsIgnoreCase(target.getScheme());
        if (location.isEmpty() || !http || target.getHost() == null) {
            throw noTarget(from);
        }
        if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(target.getScheme())) {
            throw new HubException(
                    HubException.Kind.SERVER,
                    origin(from) + " redirects to " + origin(target) + ", which is not encrypted: not followed");
        }
        return target;
    }

    /** The address itself is not quoted: it may be signed. */
    private static HubException noTarget(URI from) {
        return new HubException(
                HubException.Kind.SERVER, origin(from) + " redirects to something that is not a web address");
    }

    /** Whether an address is of the endpoint's origin: same scheme, host and port. Only there the token goes. */
    private boolean isHub(URI uri) {
        return origin(uri).equals(origin(environment.endpoint()));
    }

    private static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        boolean usual = port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + port);
    }

    /** Breaks off what is still under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
