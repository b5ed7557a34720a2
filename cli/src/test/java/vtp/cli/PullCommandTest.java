package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that has vtp-nano under every name. */
class PullCommandTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path folder;

    private HttpServer server;
    private Cli cli;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", PullCommandTest::answer);
        server.start();
        cli = new Cli()
                .environment(
                        "HF_ENDPOINT", "http://localhost:" + server.getAddress().getPort())
                .environment("HF_HUB_CACHE", folder.resolve("hub").toString())
                .environment("HF_TOKEN", "hf_secret");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        Path file = Path.of("../testdata/nano")
                .resolve(exchange.getRequestURI().getPath().replaceFirst(".*/", ""));
        boolean exists = Files.exists(file);
        byte[] body = exists ? Files.readAllBytes(file) : new byte[0];
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        exchange.getResponseHeaders()
                .set("ETag", "\"" + Integer.toHexString(file.getFileName().hashCode()) + "\"");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
        }
        exchange.sendResponseHeaders(exists ? 200 : 404, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Test
    void whatWasPulledIsFoundByItsId() {
        Cli.Run run = cli.run("pull", "org/model", "--json").hasCode(0);
        assertThat(run.objects()).singleElement().extracting("revision").isEqualTo(COMMIT);
        cli.run("info", "-m", "org/model").hasCode(0);
        assertThat(cli.run("pull", "org/model").hasCode(0).err()).contains("model.safetensors is there", "is complete");
    }

    @Test
    void aReleasedModelMustHaveItsSha256WhateverTheServerSays() {
        Cli.Run run = cli.run("pull", "small", "-q").hasCode(3).hasOneLineOfError("sha256");
        assertThat(run.err()).doesNotContain("hf_secret");
        cli.run("info", "-m", "small").hasCode(3);
    }
}
