package vtp.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Response;

/** A reply that is sent while it is computed: server-sent events, each of which has a name and a value in JSON. */
public final class EventStream {
    /** The media type. */
    public static final String TYPE = "text/event-stream";

    /** The event after which none follows, since what was asked for cannot be done; its value is that of a refusal. */
    private static final String ERROR = "error";

    private final Response response;
    private final Supplier<Map<String, String>> headers;
    private boolean begun;

    /** @param headers beside those that every reply has */
    EventStream(Response response, Supplier<Map<String, String>> headers) {
        this.response = response;
        this.headers = headers;
    }

    /** Whether an event has been sent; then there can be no other reply. */
    public boolean begun() {
        return begun;
    }

    /**
     * Sends an event, and waits until the client's system has it.
     *
     * @param json a value on one line
     * @throws Refusal if the client has gone, or takes too long
     */
    public void send(String name, byte[] json) throws InterruptedException, Refusal {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        event.writeBytes(json);
        event.writeBytes(new byte[] {'\n', '\n'});
        if (!begun) {
            begun = true;
            Replies.begin(response, 200, headers.get());
            response.getHeaders().put("Content-Type", TYPE);
            response.getHeaders().put("X-Accel-Buffering", "no"); // else nginx keeps them until the last
        }
        try {
            Replies.write(response, false, ByteBuffer.wrap(event.toByteArray()));
        } catch (IOException e) {
            throw new Refusal(499, "client_gone", String.valueOf(e.getMessage()));
        }
    }

    /** Sends why there is no more. */
    public void fail(Refusal refusal) throws InterruptedException, Refusal {
        send(ERROR, Replies.of(refusal).body());
    }

    /** The reply to be returned after the last event. */
    public Reply end() {
        return Reply.ok(TYPE, new byte[0]);
    }
}
