package vtp.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.generation.ClassNames;
import vtp.generation.Generator;
import vtp.generation.GeneratorSource;
import vtp.loader.Json;
import vtp.search.ImageSearcher;
import vtp.server.config.ServedGenerator;
import vtp.server.config.ServerOptions;

/** A server of the built-in model on a free port, and a client of it. */
public final class TestServer implements AutoCloseable {
    static {
        // The client of the JDK lets nobody set these of itself.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,origin");
    }

    private static final VtpModel MODEL = model();
    private static final ServedGenerator GENERATOR = generator();

    private final VtpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestServer(ServerOptions options, Optional<ImageSearcher> index) throws IOException {
        server = VtpServer.start(MODEL, options, index, Optional.of(GENERATOR));
    }

    private static VtpModel model() {
        try {
            return Models.load(Models.BUILT_IN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServedGenerator generator() {
        try {
            GeneratorSource source = GeneratorSource.builtIn();
            return new ServedGenerator(
                    Generator.load(source, LoadOptions.defaults()),
                    source.scale().orElseThrow(),
                    source.config().sampling(),
                    new ClassNames(source.config().network().classes(), source.labels()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The generator that is served. */
    static ServedGenerator generating() {
        return GENERATOR;
    }

    /** The model that is served. */
    public static VtpModel vtp() {
        return MODEL;
    }

    /** Starts one that only this machine can reach. */
    public static TestServer start() throws IOException {
        return start(ServerOptions.defaults());
    }

    /** Starts one on a free port. */
    public static TestServer start(ServerOptions options) throws IOException {
        return start(options, Optional.empty());
    }

    /** Starts one on a free port that may have an index. */
    static TestServer start(ServerOptions options, Optional<ImageSearcher> index) throws IOException {
        return new TestServer(options.withPort(0), index);
    }

    /** Where it is. */
    public URI uri() {
        return server.uri();
    }

    /** The methods of its routes by their paths. */
    Map<String, String> routes() {
        return server.routes();
    }

    /** What is answered. */
    @SuppressWarnings("ArrayRecordComponent") // read by tests
    public record Answer(int status, byte[] body, java.net.http.HttpHeaders headers) {
        /** The body as text. */
        public String text() {
            return new String(body, UTF_8);
        }

        /** The body as an object. */
        public Map<String, Object> json() throws IOException {
            return Json.readObject("the answer", body);
        }

        /** A header's value; empty if it is not there. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The member error of the object. */
        @SuppressWarnings("unchecked")
        public Map<String, Object> error() throws IOException {
            return (Map<String, Object>) json().get("error");
        }
    }

    /** Gets a path. */
    public Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    /** Posts bytes. */
    public Answer post(String path, String type, byte[] body, String... headers)
            throws IOException, InterruptedException {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = type;
        return send("POST", path, BodyPublishers.ofByteArray(body), all);
    }

    /** Posts JSON. */
    public Answer postJson(String path, String json, String... headers) throws IOException, InterruptedException {
        return post(path, "application/json", json.getBytes(UTF_8), headers);
    }

    /** Sends any request. */
    public Answer send(String method, String path, HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri() + path.substring(1))).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.body(), response.headers());
    }

    /** What is answered, with its head, to a request as it is on the wire; it must close the connection. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(uri().getHost(), uri().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    /** A file of one of the pictures that come with the model. */
    public static byte[] picture(String name) throws IOException {
        return Files.readAllBytes(Path.of("../testdata/nano/pictures", name));
    }

    /** A picture as a data URL. */
    public static String dataUrl(String name) throws IOException {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(picture(name));
    }

    /** The boundary of {@link #form}. */
    public static final String FORM = "multipart/form-data; boundary=XyZ";

    /** A form of a picture and fields, each {@code name=value}. */
    public static byte[] form(byte[] picture, String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String head = String.join(
                "\r\n",
                "--XyZ",
                "Content-Disposition: form-data; name=\"picture\"; filename=\"a.png\"",
                "Content-Type: image/png",
                "",
                "");
        out.writeBytes(head.getBytes(UTF_8));
        out.writeBytes(picture);
        for (String field : fields) {
            int equals = field.indexOf('=');
            out.writeBytes(("\r\n--XyZ\r\nContent-Disposition: form-data; name=\"" + field.substring(0, equals)
                            + "\"\r\n\r\n" + field.substring(equals + 1))
                    .getBytes(UTF_8));
        }
        out.writeBytes("\r\n--XyZ--\r\n".getBytes(UTF_8));
        return out.toByteArray();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
