package vtp.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import vtp.server.VtpServer;
import vtp.server.config.ServerOptions;
import vtp.server.http.FrontDoor.Route;

/** The door between Jetty and the endpoints. */
class FrontDoorTest {
    private static final int IDLE_MILLIS = 20;

    @Test
    void aConnectionThatIsIdleWhileNothingReadsFailsNoRequest() throws Exception {
        URL page = Objects.requireNonNull(VtpServer.class.getResource("page/index.html"));
        AtomicReference<EndPoint> connection = new AtomicReference<>();
        Route slow = new Route("POST", true, call -> {
            connection.get().setIdleTimeout(IDLE_MILLIS);
            Thread.sleep(10 * IDLE_MILLIS);
            return Reply.text(200, Reply.JSON, new String(call.body(), US_ASCII));
        });
        FrontDoor door =
                new FrontDoor(ServerOptions.defaults(), page, Map.of("/slow", slow), (route, code, time) -> {});
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        server.setHandler(new Handler.Wrapper(door) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                connection.set(request.getConnectionMetaData().getConnection().getEndPoint());
                return super.handle(request, response, callback);
            }
        });
        server.start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            String head = "POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((head + "slow").getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("slow");
        } finally {
            server.stop();
        }
    }
}
