package vtp.server.http;

import java.io.IOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.jspecify.annotations.Nullable;
import vtp.loader.VtpException;
import vtp.server.batch.Ticket;
import vtp.server.config.ServerOptions;

/**
 * Where every request comes in: it is let through the {@link Gate}, given to its endpoint, answered, and written down
 * in one line.
 */
public final class FrontDoor extends Handler.Abstract implements Graceful {
    private static final System.Logger LOG = System.getLogger("vtp.server");
    private static final long DRAINED_BYTES = 64L << 20;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ServerOptions options;
    private final Gate gate;
    private final StaticFiles files;
    private final Map<String, Route> routes;
    private final Bodies bodies;
    private final Semaphore places;
    private final RequestListener listener;
    private final LongAdder active = new LongAdder();
    private final Shutdown shutdown;

    /**
     * A route.
     *
     * @param method GET or POST
     * @param isPublic whether no token is needed
     */
    public record Route(String method, boolean isPublic, Endpoint endpoint) {}

    /** Is told of each request. */
    public interface RequestListener {
        /**
         * A request was answered.
         *
         * @param route its path, if there is such a route, else "other"
         */
        void answered(String route, int status, long nanos);
    }

    /**
     * The door of a server.
     *
     * @param index the page's file; those beside it and below are served
     * @param routes by path; a path that ends with a slash stands for all below it
     */
    public FrontDoor(ServerOptions options, URL index, Map<String, Route> routes, RequestListener listener)
            throws IOException {
        this.options = options;
        this.gate = new Gate(options);
        this.files = new StaticFiles(index);
        this.routes = new HashMap<>(routes);
        this.routes.put("/health", new Route("GET", true, call -> status(200, "ok")));
        this.routes.put(
                "/ready",
                new Route("GET", true, call -> isShutdown() ? status(503, "stopping") : status(200, "ready")));
        this.bodies =
                new Bodies(options.limits().bodyBytes(), Runtime.getRuntime().maxMemory() / 4);
        this.places = new Semaphore(2 * options.limits().waiting());
        this.listener = listener;
        this.shutdown = new Shutdown(this) {
            @Override
            public boolean isShutdownDone() {
                return active.sum() == 0;
            }
        };
    }

    /** The methods of the routes by their paths. */
    public Map<String, String> routes() {
        Map<String, String> methods = new TreeMap<>();
        routes.forEach((path, route) -> methods.put(path, route.method()));
        return methods;
    }

    private static Reply status(int status, String word) {
        return Reply.text(status, Reply.JSON, "{\"status\":\"" + word + "\"}");
    }

    /** Takes no more work; complete when those that are in have been answered. */
    @Override
    public CompletableFuture<Void> shutdown() {
        return shutdown.shutdown();
    }

    @Override
    public boolean isShutdown() {
        return shutdown.isShutdown();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        active.increment();
        try {
            answer(request, response, callback);
        } finally {
            active.decrement();
            shutdown.check();
        }
        return true;
    }

    private void answer(Request request, Response response, Callback callback) {
        long start = System.nanoTime();
        // A connection is idle while its request is computed, and for a short time only when the server stops: that
        // must not fail the request, which has a deadline of its own.
        request.addIdleTimeoutListener(idle -> false);
        ClientPresence client = new ClientPresence(request);
        Ticket ticket = new Ticket(start + options.limits().deadline().toNanos(), client);
        boolean placed = request.getMethod().equals("POST") && places.tryAcquire();
        EventStream events = new EventStream(response, () -> gate.headersFor(request));
        Reply reply = reply(request, ticket, placed, events);
        client.end();
        try {
            if (events.begun()) {
                finish(response, reply);
            } else {
                send(request, response, reply);
            }
            callback.succeeded();
        } catch (IOException | InterruptedException e) {
            callback.failed(e);
            request.getConnectionMetaData().getConnection().getEndPoint().close();
        } finally {
            places.release(placed ? 1 : 0); // not before the reply has left: it takes memory
        }
        long nanos = System.nanoTime() - start;
        listener.answered(routes.containsKey(path(request)) ? path(request) : "other", reply.status(), nanos);
        log(request, reply, nanos);
    }

    /** Ends a reply whose events have been sent; one that failed is broken off, so that nobody takes it for whole. */
    private static void finish(Response response, Reply reply) throws IOException, InterruptedException {
        if (reply.status() >= 400) {
            throw new IOException("broken off");
        }
        Replies.write(response, true, ByteBuffer.allocate(0));
    }

    private void send(Request request, Response response, Reply reply) throws IOException, InterruptedException {
        boolean unread = reply.status() >= 400 && !Bodies.discardArrived(request, DRAINED_BYTES);
        if (unread) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        Replies.send(request, response, reply, gate.headersFor(request));
        if (unread) {
            Ticket soon = new Ticket(System.nanoTime() + DRAIN_NANOS, () -> false);
            Bodies.drain(request, soon, DRAINED_BYTES);
        }
    }

    private static String path(Request request) {
        return Request.getPathInContext(request);
    }

    private Reply reply(Request request, Ticket ticket, boolean placed, EventStream events) {
        try {
            return answer(request, ticket, placed, events);
        } catch (Refusal e) {
            return Replies.of(e);
        } catch (VtpException e) {
            return Replies.of(Refusal.badRequest("bad_input", String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            return Replies.of(Refusal.overloaded("stopping", "the server stops"));
        } catch (OutOfMemoryError e) {
            return Replies.of(Refusal.overloaded("memory_full", "too little memory for this just now"));
        } catch (HttpException.RuntimeException e) { // a header that makes no sense, found when it was needed
            return Replies.of(Refusal.badRequest("bad_http", "this is no HTTP: " + e.getReason()));
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, () -> "failed: " + request.getMethod() + " " + path(request), e);
            return Replies.of(new Refusal(500, "internal", "the server failed; its log says why"));
        }
    }

    private Reply answer(Request request, Ticket ticket, boolean placed, EventStream events)
            throws Refusal, IOException, InterruptedException {
        String path = path(request);
        String method = request.getMethod();
        Route route = route(path);
        boolean isFile = files.has(path);
        gate.check(request, isFile || method.equals("OPTIONS") || (route != null && route.isPublic()));
        if (method.equals("OPTIONS")) {
            return new Reply(204, "", new byte[0], Map.of("Allow", "GET, HEAD, POST, OPTIONS"));
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (isFile && reads) {
            String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
            return files.reply(path, known == null ? "" : known);
        }
        if (route == null && !isFile) {
            throw new Refusal(404, "not_found", "there is nothing at this path; /docs lists what there is");
        }
        String wanted = route == null ? "GET" : route.method();
        if (route == null || !(wanted.equals(method) || (wanted.equals("GET") && reads))) {
            throw new Refusal(405, "method_not_allowed", method + " is not taken here, but " + wanted + " is");
        }
        if (wanted.equals("GET")) {
            return route.endpoint().answer(new Call(request, bodies.share(), ticket, events));
        }
        if (isShutdown()) {
            throw Refusal.overloaded("stopping", "the server stops");
        }
        if (!placed) {
            throw Refusal.overloaded("queue_full", "too many requests at a time: try again later");
        }
        try (Bodies.Share share = bodies.share()) {
            return route.endpoint().answer(new Call(request, share, ticket, events));
        }
    }

    private @Nullable Route route(String path) {
        Route exact = routes.get(path);
        return exact != null || path.endsWith("/") ? exact : routes.get(path.substring(0, path.lastIndexOf('/') + 1));
    }

    private static void log(Request request, Reply reply, long nanos) {
        LOG.log(
                System.Logger.Level.INFO,
                () -> Request.getRemoteAddr(request) + " " + request.getMethod() + " "
                        + path(request).replaceAll("[^\\x21-\\x7e]", "?") + " " + reply.status() + " "
                        + reply.body().length + " bytes " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
    }
}
