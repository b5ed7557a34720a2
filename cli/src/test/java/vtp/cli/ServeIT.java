package vtp.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.image.PictureReader;
import vtp.loader.Json;

/** The packed program as a server: a process that others connect to, and that ends when it is told to. */
class ServeIT {
    /** Heeds Ctrl-C as a terminal's program does, even if these tests run behind a script that ignores it. */
    private static final List<String> HEEDING_INTERRUPTS = List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV");

    private InstalledProgram program;
    private Process server;
    private URI uri;

    @BeforeEach
    void install(@TempDir Path root) throws IOException {
        program = InstalledProgram.in(root);
    }

    @AfterEach
    void end() throws Exception {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    private void serve(String... options) throws IOException {
        String[] arguments = Arrays.copyOf(new String[] {"serve", "--port", "0", "--json"}, 4 + options.length);
        System.arraycopy(options, 0, arguments, 4, options.length);
        ProcessBuilder command = program.command(arguments);
        command.command().addAll(0, HEEDING_INTERRUPTS);
        server = command.start();
        BufferedReader out = server.inputReader(UTF_8);
        String line = out.readLine();
        assertThat(line).as(Files.readString(program.err())).isNotNull();
        uri = URI.create(
                (String) Json.readObject("the line", line.getBytes(UTF_8)).get("url"));
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        }
    }

    /** Asks for something, tells the server to stop before the picture is sent, and returns the answer. */
    private String askedWhileItStops(String path, String picture) throws Exception {
        byte[] bytes = Files.readAllBytes(Cli.picture(picture));
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(120_000);
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: "
                    + bytes.length + "\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            byte[] told = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertThat(new String(told, US_ASCII)).startsWith("HTTP/1.1 100");
            server.destroy(); // SIGTERM
            assertThat(server.waitFor(1, TimeUnit.SECONDS)).isFalse();
            socket.getOutputStream().write(bytes);
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    @Test
    void toldToStopItAnswersWhatIsInAndEndsWith143() throws Exception {
        serve();
        assertThat(askedWhileItStops("/v1/encode", "red-circle"))
                .startsWith("HTTP/1.1 200")
                .contains("latents");
        assertThat(exitCode(server)).isEqualTo(143);
        assertThat(program.err()).content().doesNotContain("\tat ", "WARNING");
    }

    @Test
    void ctrlCEndsItWith130() throws Exception {
        serve("--quiet");
        assertThat(send(HttpRequest.newBuilder(uri.resolve("/health"))).statusCode())
                .isEqualTo(200);
        String interrupt = "kill -INT " + server.pid();
        assertThat(exitCode(new ProcessBuilder("/bin/sh", "-c", interrupt).start()))
                .isZero();
        assertThat(exitCode(server)).isEqualTo(130);
        assertThat(program.err()).isEmptyFile();
    }

    @Test
    void whereItCannotListenItSaysSoInOneLine() throws Exception {
        serve();
        for (Map.Entry<List<String>, String> bad : Map.of(
                        List.of("--port", String.valueOf(uri.getPort())), "cannot listen on port " + uri.getPort(),
                        List.of("--host", "192.0.2.1", "--open"), "192.0.2.1",
                        List.of("--host", "nowhere.invalid", "--open"), "nowhere.invalid")
                .entrySet()) {
            Files.delete(program.err());
            String[] arguments = ("serve " + String.join(" ", bad.getKey())).split(" ");
            assertThat(exitCode(program.command(arguments).start()))
                    .as(bad.getValue())
                    .isEqualTo(3);
            assertThat(Files.readAllLines(program.err()))
                    .filteredOn(line -> !line.startsWith("vtp: using the built-in"))
                    .singleElement()
                    .asString()
                    .startsWith("vtp: cannot listen on ")
                    .contains(bad.getValue());
        }
    }

    @Test
    void anIndexIsSearchedAndItsPicturesAreShown() throws Exception {
        Path index = program.launcher.resolveSibling("index");
        assertThat(exitCode(program.command("index", Cli.PICTURES.toRealPath().toString(), "-o", index.toString())
                        .start()))
                .isZero();
        serve("--index", index.toString());
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(uri.resolve("/v1/search"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"text\":\"a yellow star\",\"top\":1}")));
        Map<?, ?> found = (Map<?, ?>)
                ((List<?>) Json.readObject("the answer", answer.body()).get("results")).get(0);
        assertThat(found.get("name")).isEqualTo("yellow-star.png");
        HttpResponse<byte[]> thumbnail = send(HttpRequest.newBuilder(uri.resolve((String) found.get("thumbnail"))));
        assertThat(new PictureReader().read(thumbnail.body(), "thumbnail").width())
                .isEqualTo(256);
        assertThat(program.err()).content().doesNotContainIgnoringCase("lucene");
    }

    @Test
    void whatIsAnsweredWhileItStopsIsLoggedToo() throws Exception {
        serve();
        assertThat(askedWhileItStops("/v1/features", "blue-square")).isNotEmpty();
        assertThat(exitCode(server)).isEqualTo(143);
        assertThat(program.err()).content().contains(" POST /v1/features 200 ");
    }
}
