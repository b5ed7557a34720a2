package vtp.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param status of HTTP
 * @param type of the body
 * @param body held, not copied
 * @param headers beside those that every reply has
 */
@SuppressWarnings("ArrayRecordComponent") // sent, never compared
public record Reply(int status, String type, byte[] body, Map<String, String> headers) {
    /** The type of JSON. */
    public static final String JSON = "application/json";

    /** A good reply. */
    public static Reply ok(String type, byte[] body) {
        return new Reply(200, type, body, Map.of());
    }

    /** A good reply in JSON. */
    public static Reply json(byte[] body) {
        return ok(JSON, body);
    }

    /** A text in UTF-8. */
    static Reply text(int status, String type, String body) {
        return new Reply(status, type, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** The same with other headers. */
    public Reply with(Map<String, String> others) {
        return new Reply(status, type, body, others);
    }
}
