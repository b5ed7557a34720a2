package vtp.server.http;

import java.io.Serial;

/**
 * A request that is not answered with what it asked for. The message is one line: what was found, what was needed,
 * and what to do.
 */
public final class Refusal extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int OVERLOADED = 503;

    private final int status;
    private final String code;

    /**
     * A refusal.
     *
     * @param status of HTTP, 4xx or 5xx
     * @param code a word for programs
     * @param message a line for persons
     */
    public Refusal(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** A refusal of a request that makes no sense: 400. */
    public static Refusal badRequest(String code, String message) {
        return new Refusal(400, code, message);
    }

    /** A refusal of what cannot be done just now, but perhaps later: 503. */
    public static Refusal overloaded(String code, String message) {
        return new Refusal(OVERLOADED, code, message);
    }

    /** The status of HTTP. */
    public int status() {
        return status;
    }

    /** A word for programs. */
    public String code() {
        return code;
    }

    /** Whether it may be tried again later. */
    boolean isTemporary() {
        return status == OVERLOADED;
    }

    /** The kind of error, in OpenAI's words where it has one. */
    String type() {
        return switch (status) {
            case 401, 403 -> "authentication_error";
            case OVERLOADED -> "overloaded";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }
}
