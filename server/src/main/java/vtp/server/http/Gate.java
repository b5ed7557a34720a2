package vtp.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import vtp.server.config.ServerOptions;

/**
 * Says who may come in.
 *
 * <p>A page of another site can make a browser send requests to this machine. So a request that names another site as
 * its origin is refused unless that was named; and, where only this machine can connect and no token is needed, so is
 * one that calls the server by another name than this machine's, as a name that was made to point here does.
 */
final class Gate {
    private static final String BEARER = "bearer ";
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final ServerOptions options;
    private final boolean checksHost;

    Gate(ServerOptions options) {
        this.options = options;
        this.checksHost = options.loopback() && options.token().isEmpty() && !options.open();
    }

    /**
     * Lets a request in.
     *
     * @param isPublic whether it asks for what anyone may see who may connect
     * @throws Refusal if it may not come in
     */
    void check(Request request, boolean isPublic) throws Refusal {
        String name = Request.getServerName(request);
        if (checksHost && (name == null || !isThisMachine(name))) {
            throw new Refusal(403, "forbidden_host", "this server is called localhost or 127.0.0.1, nothing else");
        }
        String origin = origin(request);
        if (origin != null && !isOwn(origin, request) && !options.origins().contains(origin)) {
            throw new Refusal(
                    403,
                    "forbidden_origin",
                    "pages of other sites may not use this server; --cors names those that may");
        }
        if (!isPublic
                && options.token().isPresent()
                && !hasToken(request, options.token().get())) {
            throw new Refusal(401, "unauthorized", "a token is needed, sent as: Authorization: Bearer TOKEN");
        }
    }

    private boolean isThisMachine(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return LOOPBACK_NAMES.contains(lower)
                || lower.equals(options.host().toLowerCase(Locale.ROOT))
                || lower.matches("127(\\.\\d{1,3}){3}");
    }

    private static @Nullable String origin(Request request) {
        return request.getHeaders().get(HttpHeader.ORIGIN);
    }

    /** Whether an origin is this server, by the name that the request has for it. */
    private static boolean isOwn(String origin, Request request) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    private static boolean hasToken(Request request, String token) {
        String sent = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (sent == null || !sent.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return false;
        }
        byte[] given = sent.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8)); // in constant time
    }

    /** The headers by which a browser lets the page of a named site see a reply. */
    Map<String, String> headersFor(Request request) {
        String origin = origin(request);
        if (origin == null || !options.origins().contains(origin)) {
            return Map.of();
        }
        return Map.of(
                "Access-Control-Allow-Origin", origin,
                "Access-Control-Allow-Methods", "GET, POST",
                "Access-Control-Allow-Headers", "Authorization, Content-Type",
                "Access-Control-Expose-Headers", "Retry-After, VTP-PSNR, VTP-SSIM",
                "Access-Control-Max-Age", "600",
                "Vary", "Origin",
                "Cross-Origin-Resource-Policy", "cross-origin");
    }
}
