package vtp.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/**
 * Where the server listens, who may use it, and how much of it.
 *
 * <p>It is closed unless it is opened: it listens on this machine alone, and takes no request of another site's page.
 *
 * @param host the name or address to listen on
 * @param port 0 for any that is free
 * @param token what a client must send as {@code Authorization: Bearer …}; empty if it need not
 * @param open whether anyone who reaches a host that is not this machine may use it without a token
 * @param origins sites whose pages may call the API, such as {@code https://example.org}
 * @param limits how much a request may ask for
 * @since 0.1.0
 */
public record ServerOptions(
        String host, int port, Optional<String> token, boolean open, Set<String> origins, Limits limits) {
    private static final int MOST_PORT = 65_535;
    private static final int SHORTEST_TOKEN = 16;

    /** A scheme, a host in small letters, and a port if it is not the usual one; neither a path nor a last slash. */
    private static final String ORIGIN = "https?://([a-z0-9._-]+|\\[[0-9a-f:]+])(:\\d{1,5})?";

    /**
     * @throws IllegalArgumentException if there is no such port, the token is easily guessed, an origin is none, or if
     *     the host is not this machine, or not known, no token is needed, and it is not open
     */
    public ServerOptions {
        origins = Set.copyOf(origins);
        if (port < 0 || port > MOST_PORT) {
            throw new IllegalArgumentException("port " + port + ": must be 0 to " + MOST_PORT);
        }
        if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]{" + SHORTEST_TOKEN + ",}")) {
            throw new IllegalArgumentException(
                    "the token must have " + SHORTEST_TOKEN + " or more letters and digits, without blanks");
        }
        for (String origin : origins) {
            if (!origin.matches(ORIGIN)) {
                throw new IllegalArgumentException(
                        "origin " + origin + ": must be a site as browsers name it, such as https://example.org");
            }
        }
        if (!open && token.isEmpty() && !isLoopback(host)) {
            if (new InetSocketAddress(host, port).isUnresolved()) {
                throw new IllegalArgumentException(
                        "there is no host " + host + ": name an address of this machine, or its name");
            }
            throw new IllegalArgumentException("host " + host + " can be reached from other machines: give a token,"
                    + " or open the server to everyone");
        }
    }

    /** This machine alone, port 8080, no token, no other site, the usual limits. */
    public static ServerOptions defaults() {
        return new ServerOptions("127.0.0.1", 8080, Optional.empty(), false, Set.of(), Limits.usual());
    }

    /** Whether a name stands for this machine, as seen from itself. */
    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether nobody but this machine can connect. */
    public boolean loopback() {
        return isLoopback(host);
    }

    /** The same with another port. */
    public ServerOptions withPort(int number) {
        return new ServerOptions(host, number, token, open, origins, limits);
    }

    /** The same with a token. */
    public ServerOptions withToken(String secret) {
        return new ServerOptions(host, port, Optional.of(secret), open, origins, limits);
    }

    /** The same with sites whose pages may call the API. */
    public ServerOptions withOrigins(Set<String> sites) {
        return new ServerOptions(host, port, token, open, sites, limits);
    }

    /** The same with other limits. */
    public ServerOptions withLimits(Limits other) {
        return new ServerOptions(host, port, token, open, origins, other);
    }
}
