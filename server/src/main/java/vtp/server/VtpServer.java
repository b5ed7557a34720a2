package vtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import vtp.engine.VtpModel;
import vtp.search.ImageSearcher;
import vtp.server.api.Api;
import vtp.server.batch.Lane;
import vtp.server.config.ServedGenerator;
import vtp.server.config.ServerOptions;
import vtp.server.http.Endpoint;
import vtp.server.http.FrontDoor;
import vtp.server.http.FrontDoor.Route;
import vtp.server.http.HttpErrors;
import vtp.server.http.Reply;
import vtp.server.metrics.ServerMetrics;

/**
 * An HTTP server of a model: the API, and a page in a browser.
 *
 * <pre>{@code
 * VtpModel model = Models.load("small");
 * try (VtpServer server = VtpServer.start(model, ServerOptions.defaults().withPort(0))) {
 *     System.out.println("open " + server.uri());
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class VtpServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("vtp.server");
    private static final int IDLE_MILLIS = 30_000;
    private static final int CROWDED_IDLE_MILLIS = 2_000;
    private static final int TASKS_OF_ITS_OWN = 16;
    private static final int LARGEST_HEADER_BYTES = 16 << 10;

    private final Server server;
    private final Lane lane;
    private final URI uri;
    private final FrontDoor door;

    private VtpServer(Server server, FrontDoor door, Lane lane, URI uri) {
        this.server = server;
        this.door = door;
        this.lane = lane;
        this.uri = uri;
    }

    /**
     * Starts a server. It answers when this returns.
     *
     * @param model is used, and not closed; its owner closes it after the server
     * @throws IOException if it cannot listen there
     */
    public static VtpServer start(VtpModel model, ServerOptions options) throws IOException {
        return start(model, options, Optional.empty());
    }

    /**
     * Starts a server that searches an index too.
     *
     * @param model is used, and not closed; its owner closes it after the server
     * @param index of this model's features, as {@link ImageSearcher#requireModel} makes sure; is not closed either
     * @throws IOException if it cannot listen there
     */
    public static VtpServer start(VtpModel model, ServerOptions options, Optional<ImageSearcher> index)
            throws IOException {
        return start(model, options, index, Optional.empty());
    }

    /**
     * Starts a server that draws pictures too.
     *
     * @param model is used, and not closed; its owner closes it after the server
     * @param index as above
     * @param generator of this model's latents
     * @throws IOException if it cannot listen there
     */
    public static VtpServer start(
            VtpModel model, ServerOptions options, Optional<ImageSearcher> index, Optional<ServedGenerator> generator)
            throws IOException {
        URL page = Objects.requireNonNull(VtpServer.class.getResource("page/index.html"), "the page is missing");
        ServerMetrics metrics = new ServerMetrics();
        Lane lane = new Lane(options.limits().waiting(), metrics::computed);
        metrics.showWaiting(lane::waiting);
        Map<String, Route> routes = new LinkedHashMap<>(Api.routes(model, lane, options.limits(), index, generator));
        routes.put("/metrics", new Route("GET", false, call -> Reply.ok(ServerMetrics.TYPE, metrics.text())));
        routes.put("/openapi.json", new Route("GET", true, resource("openapi.json", Reply.JSON)));
        routes.put("/docs", new Route("GET", true, resource("page/docs.html", "text/html; charset=utf-8")));
        FrontDoor door = new FrontDoor(options, page, routes, metrics::answered);
        int connections = options.limits().connections();
        // One task for each connection, else clients that send or read slowly keep all others waiting.
        Server server = new Server(new VirtualThreadPool(connections + TASKS_OF_ITS_OWN));
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        limitConnections(server, connector, connections);
        server.setHandler(door);
        server.setErrorHandler(new HttpErrors());
        server.setStopTimeout(options.limits().deadline().toMillis());
        try {
            server.start();
            URI uri = new URI("http", null, options.host(), connector.getLocalPort(), "/", null, null);
            return new VtpServer(server, door, lane, uri);
        } catch (Exception e) {
            lane.close();
            stop(server);
            if (e.getCause() instanceof BindException taken) {
                String reason = String.valueOf(taken.getMessage()).toLowerCase(Locale.ROOT);
                throw new IOException(
                        "cannot listen on port " + options.port() + " of " + options.host() + ": " + reason
                                + "; name another port, or 0 for any that is free",
                        e);
            }
            if (new InetSocketAddress(options.host(), options.port()).isUnresolved()) {
                throw new IOException(
                        "cannot listen on " + options.host() + ": there is no such host; name an address of this"
                                + " machine, or its name",
                        e);
            }
            throw e instanceof IOException io ? io : new IOException("the server does not start", e);
        }
    }

    private static Endpoint resource(String name, String type) throws IOException {
        try (InputStream in = Objects.requireNonNull(VtpServer.class.getResourceAsStream(name), name)) {
            byte[] bytes = in.readAllBytes();
            return call -> Reply.ok(type, bytes);
        }
    }

    /** Lets no more than so many in; where all places are taken, whoever does nothing makes room for those who wait. */
    private static void limitConnections(Server server, ServerConnector connector, int most) {
        NetworkConnectionLimit limit = new NetworkConnectionLimit(most, server);
        limit.setEndPointIdleTimeout(CROWDED_IDLE_MILLIS);
        server.addBean(limit);
        connector.addBean(new Connection.Listener() {
            @Override
            public void onOpened(Connection connection) {
                // The limit looks at connections that are open already, not at those which are being opened just then.
                if (limit.getNetworkConnectionCount() + limit.getPendingNetworkConnectionCount() >= most) {
                    connection.getEndPoint().setIdleTimeout(CROWDED_IDLE_MILLIS);
                }
            }
        });
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(LARGEST_HEADER_BYTES);
        http.setUriCompliance(UriCompliance.RFC3986);
        http.setHeaderCacheCaseSensitive(true); // else a token, or a form's boundary, is taken as it came before
        return http;
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "the server did not stop cleanly", e);
        }
    }

    /** The methods of the routes by their paths; the page's files are not among them. */
    Map<String, String> routes() {
        return door.routes();
    }

    /** Where it is: its page. */
    public URI uri() {
        return uri;
    }

    /**
     * Stops: takes no more requests, answers those that it has, as long as the deadline of a request, and frees the
     * port.
     */
    @Override
    public void close() {
        stop(server);
        lane.close();
    }
}
