package vtp.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Tells whether the client of a request whose body has been read is still there. A client that has closed its side of
 * the connection is taken to have left, as Go and nginx do.
 *
 * <p>HTTP/1.1 reads nothing while a request is answered, so somebody has to look. What a client has sent already of its
 * next request is given back to the connection.
 */
final class ClientPresence implements BooleanSupplier {
    private static final int MOST_BYTES = 256;

    private final Connection connection;
    private boolean decided;
    private boolean gone;

    ClientPresence(Request request) {
        this.connection = request.getConnectionMetaData().getConnection();
    }

    /** Looks no more: from here on the connection reads by itself. What was seen last stays. */
    synchronized void end() {
        decided = true;
    }

    /** Whether it has left. */
    @Override
    public synchronized boolean getAsBoolean() {
        if (!decided) {
            look();
        }
        return gone;
    }

    private void look() {
        EndPoint endPoint = connection.getEndPoint();
        ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES).flip(); // to be filled behind its limit
        try {
            int bytes = endPoint.isOpen() && !endPoint.isInputShutdown() ? endPoint.fill(buffer) : -1;
            gone = bytes < 0;
            decided = bytes != 0;
            if (bytes > 0 && connection instanceof Connection.UpgradeTo ahead) {
                ahead.onUpgradeTo(buffer);
            }
        } catch (IOException e) {
            gone = true;
            decided = true;
        }
    }
}
