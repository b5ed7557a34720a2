package vtp.server.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import vtp.server.batch.Ticket;

/** A request, as the endpoints see it. */
public final class Call {
    private final Request request;
    private final Bodies.Share share;
    private final Ticket ticket;
    private final EventStream events;

    Call(Request request, Bodies.Share share, Ticket ticket, EventStream events) {
        this.request = request;
        this.share = share;
        this.ticket = ticket;
        this.events = events;
    }

    /** Its path, decoded, without the query. */
    public String path() {
        return Request.getPathInContext(request);
    }

    /** How long its reply is wanted. */
    public Ticket ticket() {
        return ticket;
    }

    /** Where its reply may be sent piece by piece, instead of being returned. */
    public EventStream events() {
        return events;
    }

    /** The media type of its body in lower case, without parameters; empty if it does not say. */
    public String mediaType() {
        String bare = HttpField.stripParameters(contentType()); // null where nothing is left
        return Objects.requireNonNullElse(bare, "").strip().toLowerCase(Locale.ROOT);
    }

    /** The media type of its body with its parameters; empty if it does not say. */
    public String contentType() {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type == null ? "" : type;
    }

    /** The media types that it takes in reply, best first; {@code *}{@code /*} if it does not say. */
    public List<String> accepted() {
        List<String> types = request.getHeaders().getQualityCSV(HttpHeader.ACCEPT);
        return types.isEmpty() ? List.of("*/*") : types;
    }

    /**
     * The parameters of its query.
     *
     * @throws Refusal if they are malformed
     */
    public Map<String, List<String>> query() throws Refusal {
        Fields fields;
        try {
            fields = Request.extractQueryParameters(request);
        } catch (RuntimeException e) {
            throw Refusal.badRequest("bad_parameter", "the query is malformed");
        }
        Map<String, List<String>> query = new TreeMap<>();
        fields.forEach(field -> query.put(field.getName(), field.getValues()));
        return query;
    }

    /**
     * Its body, to be read once.
     *
     * @throws Refusal if it is too long, too slow, or ends too early
     */
    public byte[] body() throws Refusal, InterruptedException {
        return share.read(request, ticket);
    }
}
