package vtp.server.http;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes replies: the headers of all of them, bodies within a time, and errors as JSON. */
final class Replies {
    private static final JsonFactory JSON = new JsonFactory();

    /** How long a client may take to read a reply. */
    private static final long SECONDS = 60;

    /** When to come again. */
    private static final String RETRY_SECONDS = "1";

    private static final HttpFields SECURITY = HttpFields.build()
            .add(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                            + " connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
            .add("X-Content-Type-Options", "nosniff")
            .add("X-Frame-Options", "DENY")
            .add("Referrer-Policy", "no-referrer")
            .add("Cross-Origin-Opener-Policy", "same-origin")
            .add("Cross-Origin-Resource-Policy", "same-origin")
            .add("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
            .asImmutable();

    private Replies() {}

    /** The reply of a refusal. */
    static Reply of(Refusal refusal) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(body, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("message", line(String.valueOf(refusal.getMessage())));
            json.writeStringField("type", refusal.type());
            json.writeStringField("code", refusal.code());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no such faults
        }
        Map<String, String> headers = refusal.isTemporary()
                ? Map.of("Retry-After", RETRY_SECONDS)
                : refusal.status() == 401 ? Map.of("WWW-Authenticate", "Bearer") : Map.of();
        return new Reply(refusal.status(), Reply.JSON, body.toByteArray(), headers);
    }

    /** One line, whatever is in it. */
    private static String line(String message) {
        return message.replaceAll("\\p{Cc}+", " ");
    }

    /**
     * Sends a reply, and waits until the client's system has all of it.
     *
     * @throws IOException if the client has gone, or takes too long; nothing more can be sent then
     */
    static void send(Request request, Response response, Reply reply, Map<String, String> others)
            throws IOException, InterruptedException {
        begin(response, reply.status(), others);
        HttpFields.Mutable headers = response.getHeaders();
        reply.headers().forEach(headers::put);
        boolean hasBody = reply.status() != 304 && reply.status() != 204;
        if (hasBody) {
            headers.put(HttpHeader.CONTENT_TYPE, reply.type());
            headers.put(new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, reply.body().length));
        }
        boolean head = request.getMethod().equals("HEAD");
        write(response, true, ByteBuffer.wrap(hasBody && !head ? reply.body() : new byte[0]));
    }

    /** Sets the status, and the headers that every reply has. */
    static void begin(Response response, int status, Map<String, String> others) {
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        SECURITY.forEach(headers::add);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        others.forEach(headers::put);
    }

    /**
     * Sends a piece of a body, and waits until the client's system has it.
     *
     * @throws IOException if the client has gone, or takes too long; nothing more can be sent then
     */
    static void write(Response response, boolean last, ByteBuffer bytes) throws IOException, InterruptedException {
        Callback.Completable written = new Callback.Completable();
        response.write(last, bytes, written);
        try {
            written.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the client has gone", e);
        } catch (TimeoutException e) {
            throw new IOException("the client reads too slowly", e);
        }
    }
}
