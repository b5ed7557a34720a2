package vtp.server;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import vtp.engine.VtpModel;
import vtp.server.api.Api;
import vtp.server.batch.Lane;
import vtp.server.config.ServerOptions;
import vtp.server.http.FrontDoor;
import vtp.server.http.Reply;

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
    private static final int IDLE_MILLIS = 30_000;
    private static final int LARGEST_HEADER_BYTES = 16 << 10;

    private final Server server;
    private final FrontDoor door;
    private final Lane lane;
    private final URI uri;

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
        Lane lane = new Lane(options.limits().waiting(), (operation, size, nanos) -> {});
        Map<String, FrontDoor.Route> routes = new LinkedHashMap<>(Api.routes(model, lane, options.limits()));
        routes.put("/health", new FrontDoor.Route("GET", true, call -> status("ok")));
        URL index = Objects.requireNonNull(VtpServer.class.getResource("page/index.html"), "the page is missing");
        FrontDoor door = new FrontDoor(options, index, routes, (route, status, nanos) -> {});
        Server server = new Server(new VirtualThreadPool());
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(options.limits().connections(), server));
        server.setHandler(new GracefulHandler(door));
        server.setStopTimeout(options.limits().deadline().toMillis());
        try {
            server.start();
            URI uri = new URI("http", null, options.host(), connector.getLocalPort(), "/", null, null);
            return new VtpServer(server, door, lane, uri);
        } catch (IOException e) {
            lane.close();
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(LARGEST_HEADER_BYTES);
        http.setUriCompliance(UriCompliance.RFC3986);
        return http;
    }

    private static Reply status(String word) {
        return Reply.json(("{\"status\":\"" + word + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    /** Where it is: its page. */
    public URI uri() {
        return uri;
    }

    /** Stops: takes no more requests, answers those that it has, and frees the port. */
    @Override
    public void close() {
        door.shut();
        try {
            server.stop();
            lane.close();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop", e);
        }
    }
}
