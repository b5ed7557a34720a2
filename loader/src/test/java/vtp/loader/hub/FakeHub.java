package vtp.loader.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Plays the hub on this machine: {@code localhost} is the hub, {@code 127.0.0.1} the host of large files that it
 * redirects to. Big files (those with a sha256 as etag) are redirected, small ones are answered at once, as the real
 * one does. Faults are queued for a method and a file, and each spoils one request.
 */
final class FakeHub implements AutoCloseable {

    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final RepoId ID = new RepoId("MiniMaxAI", "VTP-Test", "main");

    /** One request as it came in. */
    record Request(String method, String host, String path, Optional<String> range, Optional<String> authorization) {}

    /** A file, and whether it is served from the other host. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Served(byte[] bytes, String etag, boolean elsewhere) {}

    /** Answers one request instead of the hub. */
    @FunctionalInterface
    interface Fault {
        void answer(HttpExchange exchange, Served file) throws IOException;
    }

    private static final String CDN_PREFIX = "/cdn/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Served> files = new ConcurrentHashMap<>();
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile String commit = COMMIT;
    private volatile String requiredToken = "";

    FakeHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String endpoint() {
        return "http://localhost:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Serves a small file itself, with an etag that is no sha256. */
    FakeHub small(String name, byte[] bytes) {
        files.put(name, new Served(bytes, "git" + Bytes.sha256(bytes).substring(0, 37), false));
        return this;
    }

    /** Serves a big file from the other host, with its sha256 as etag. */
    FakeHub big(String name, byte[] bytes) {
        files.put(name, new Served(bytes, Bytes.sha256(bytes), true));
        return this;
    }

    FakeHub file(String name, Served file) {
        files.put(name, file);
        return this;
    }

    FakeHub commit(String newCommit) {
        commit = newCommit;
        return this;
    }

    FakeHub requireToken(String token) {
        requiredToken = token;
        return this;
    }

    /** Queues faults: HEAD is always the hub's; GET is the hub's of a small file and the other host's of a big one. */
    FakeHub fault(String method, String file, Fault... queue) {
        faults.computeIfAbsent(method + " " + file, key -> new ArrayDeque<>()).addAll(List.of(queue));
        return this;
    }

    List<Request> requests() {
        return requests;
    }

    long count(String method, String file) {
        return requests.stream()
                .filter(r -> r.method().equals(method) && r.path().endsWith("/" + file))
                .count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestHeaders().getFirst("Host"),
                    path,
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
            String name = path.substring(path.lastIndexOf('/') + 1);
            Served file = files.get(name);
            boolean atOtherHost = path.startsWith(CDN_PREFIX);
            if (!atOtherHost && !requiredToken.isEmpty() && !authorised(exchange)) {
                status(401).answer(exchange, file);
            } else if (file == null) {
                status(404, "X-Error-Code", "EntryNotFound").answer(exchange, file);
            } else if (exchange.getRequestMethod().equals("GET") && file.elsewhere() && !atOtherHost) {
                redirect(exchange, file, name);
            } else {
                Deque<Fault> queue = faults.getOrDefault(exchange.getRequestMethod() + " " + name, new ArrayDeque<>());
                Fault fault;
                synchronized (queue) {
                    fault = queue.poll();
                }
                (fault != null ? fault : (Fault) this::serve).answer(exchange, file);
            }
        }
    }

    private boolean authorised(HttpExchange exchange) {
        return ("Bearer " + requiredToken).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private void serve(HttpExchange exchange, Served file) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            if (file.elsewhere()) {
                String path = exchange.getRequestURI().getRawPath();
                redirect(exchange, file, path.substring(path.lastIndexOf('/') + 1));
                return;
            }
            hubHeaders(exchange, file);
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(file.bytes().length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        if (!file.elsewhere()) {
            hubHeaders(exchange, file);
        }
        int from = from(exchange);
        if (from > 0 && from >= file.bytes().length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + file.bytes().length);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        send(exchange, file.bytes(), from, file.bytes().length - from);
    }

    private void hubHeaders(HttpExchange exchange, Served file) {
        exchange.getResponseHeaders().set("X-Repo-Commit", commit);
        exchange.getResponseHeaders().set("ETag", "\"" + file.etag() + "\"");
    }

    private void redirect(HttpExchange exchange, Served file, String name) throws IOException {
        exchange.getResponseHeaders().set("X-Repo-Commit", commit);
        exchange.getResponseHeaders().set("ETag", "\"of-the-redirect\"");
        exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + file.etag() + "\"");
        exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(file.bytes().length));
        exchange.getResponseHeaders()
                .set("Location", "http://127.0.0.1:" + port() + CDN_PREFIX + name + "?Signature=secret-signature");
        exchange.sendResponseHeaders(302, -1);
    }

    private static int from(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    }

    /**
     * Sends bytes from one on, and announces all that follow; breaks the connection if fewer are sent than announced.
     */
    private static void send(HttpExchange exchange, byte[] bytes, int from, int count) throws IOException {
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length == from ? -1 : bytes.length - from);
        OutputStream out = exchange.getResponseBody();
        out.write(bytes, from, count);
        out.flush();
    }

    /** An answer without a body. */
    static Fault status(int status, String... headers) {
        return (exchange, file) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** So many more bytes, and then the connection breaks. */
    static Fault drop(int count) {
        return (exchange, file) -> send(exchange, file.bytes(), from(exchange), count);
    }

    /** All of the file, whatever was asked for. */
    static Fault ignoreRange() {
        return (exchange, file) -> send(exchange, file.bytes(), 0, file.bytes().length);
    }

    /** Other bytes than those of the file, from wherever it was asked for. */
    static Fault other(byte[] bytes) {
        return (exchange, file) -> send(exchange, bytes, from(exchange), bytes.length - from(exchange));
    }

    /** So many bytes, and then none until the latch opens. */
    static Fault stallAfter(int count, java.util.concurrent.CountDownLatch goOn) {
        return (exchange, file) -> {
            int from = from(exchange);
            send(exchange, file.bytes(), from, count);
            try {
                goOn.await();
            } catch (InterruptedException e) {
                return; // the server is being closed
            }
            exchange.getResponseBody().write(file.bytes(), from + count, file.bytes().length - from - count);
        };
    }

    /** A few bytes at a time. */
    static Fault slowly(int chunk, int pauseMillis) {
        return (exchange, file) -> {
            int from = from(exchange);
            send(exchange, file.bytes(), from, 0);
            for (int at = from; at < file.bytes().length; at += chunk) {
                exchange.getResponseBody().write(file.bytes(), at, Math.min(chunk, file.bytes().length - at));
                exchange.getResponseBody().flush();
                try {
                    Thread.sleep(pauseMillis);
                } catch (InterruptedException e) {
                    return; // the server is being closed
                }
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
