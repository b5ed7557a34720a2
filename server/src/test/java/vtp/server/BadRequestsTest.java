package vtp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.server.TestServer.Answer;
import vtp.server.config.Limits;
import vtp.server.config.ServerOptions;

/** What makes no sense is refused in one clear line, and the server lives on. */
class BadRequestsTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        Limits limits =
                Limits.usual().withBodyBytes(1 << 20).withPixels(1_000_000).withPictures(4, 16, 4);
        server = TestServer.start(ServerOptions.defaults().withLimits(limits));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String latents(String object) {
        return "{\"latents\":" + object + "}";
    }

    static Stream<Arguments> objects() throws IOException {
        String picture = "\"picture\":\"" + TestServer.dataUrl("red-circle.png") + "\"";
        String small = "\"" + TestServer.dataUrl("blue-square.png") + "\"";
        return Stream.of(
                arguments("/v1/encode", "{", 400, "bad_input", "the body"),
                arguments("/v1/encode", "[1]", 400, "bad_input", "not a JSON object"),
                arguments("/v1/encode", "{}", 400, "no_picture", "there are 0 pictures"),
                arguments("/v1/encode", "{\"picture\":7}", 400, "bad_parameter", "data URL"),
                arguments("/v1/encode", "{\"picture\":\"/etc/passwd\"}", 400, "bad_parameter", "data URL"),
                arguments("/v1/encode", "{\"picture\":\"file:///etc/passwd\"}", 400, "bad_parameter", "data URL"),
                arguments("/v1/encode", "{\"picture\":\"http://127.0.0.1/a.png\"}", 400, "bad_parameter", "data URL"),
                arguments("/v1/encode", "{\"picture\":\"data:image/png;base64,@@\"}", 400, "bad_parameter", "base64"),
                arguments("/v1/encode", "{\"pictures\":\"a\"}", 400, "bad_parameter", "pictures"),
                arguments(
                        "/v1/encode", "{\"picture\":\"data:image/png;base64,AAAA\"}", 400, "bad_input", "the picture"),
                arguments(
                        "/v1/encode", "{" + picture + ",\"prepare\":\"bend\"}", 400, "bad_parameter", "squash or crop"),
                arguments("/v1/encode", "{" + picture + ",\"size\":17}", 400, "bad_parameter", "patch size 16"),
                arguments("/v1/encode", "{" + picture + ",\"size\":1e9}", 400, "bad_parameter", "size"),
                arguments("/v1/encode", "{" + picture + ",\"sise\":32}", 400, "bad_parameter", "sise: is not known"),
                arguments(
                        "/v1/encode",
                        "{\"pictures\":[" + String.join(",", small, small, small, small, small) + "]}",
                        400,
                        "too_many_pictures",
                        "1 to 4"),
                arguments("/v1/decode", "{}", 400, "bad_parameter", "shape"),
                arguments("/v1/decode", latents("{\"shape\":[1,2],\"data\":[1]}"), 400, "bad_parameter", "[1, 2]"),
                arguments(
                        "/v1/decode", latents("{\"shape\":[64,1,1],\"data\":[1]}"), 400, "bad_parameter", "1 numbers"),
                arguments(
                        "/v1/decode",
                        latents("{\"shape\":[64,1,1],\"data\":[\"a\"]}"),
                        400,
                        "bad_parameter",
                        "not a number"),
                arguments(
                        "/v1/decode",
                        latents("{\"shape\":[1,64,4096,4096],\"data\":[]}"),
                        413,
                        "latents_too_large",
                        "4096 x 4096"),
                arguments("/v1/decode", latents("{\"shape\":[64,1,1],\"data\":\"A\"}"), 400, "bad_parameter", "base64"),
                arguments(
                        "/v1/decode",
                        latents("{\"shape\":[64,1,1],\"data\":[" + "1e39,".repeat(63) + "1]}"),
                        400,
                        "bad_parameter",
                        "finite"),
                arguments("/v1/classify", "{" + picture + "}", 400, "no_labels", "labels"),
                arguments("/v1/classify", "{" + picture + ",\"labels\":[1]}", 400, "bad_parameter", "text"),
                arguments(
                        "/v1/classify",
                        "{" + picture + ",\"labels\":[\"a\"],\"scale\":-1}",
                        400,
                        "bad_parameter",
                        "scale"),
                arguments(
                        "/v1/classify",
                        "{" + picture + ",\"labels\":[\"a" + "\",\"a".repeat(2048) + "\"]}",
                        413,
                        "too_many_labels",
                        "2049 labels"),
                arguments("/v1/features", "{" + picture + ",\"layer\":4}", 400, "bad_parameter", "0 to 3"),
                arguments("/v1/features", "{" + picture + ",\"include\":\"x\"}", 400, "bad_parameter", "include"),
                arguments("/v1/embeddings", "{}", 400, "bad_parameter", "input"),
                arguments("/v1/embeddings", "{\"input\":[]}", 400, "bad_parameter", "input"),
                arguments("/v1/embeddings", "{\"input\":[{}]}", 400, "bad_parameter", "input"),
                arguments("/v1/embeddings", "{\"input\":[[-1]]}", 400, "bad_parameter", "token id"),
                arguments("/v1/embeddings", "{\"input\":\"\\ud800\"}", 400, "bad_input", "surrogate"),
                arguments("/v1/embeddings", "{\"input\":\"a\",\"model\":\"gpt\"}", 404, "model_not_found", "vtp-nano"),
                arguments("/v1/embeddings", "{\"input\":\"a\",\"dimensions\":3}", 400, "bad_parameter", "64"));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void objectsThatMakeNoSenseAreRefused(String path, String body, int status, String code, String says)
            throws Exception {
        requireRefused(server.postJson(path, body), status, code, says);
    }

    private static void requireRefused(Answer answer, int status, String code, String says) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.error()).containsEntry("code", code);
        assertThat((String) answer.error().get("message"))
                .contains(says)
                .doesNotContain("\n", "Exception", "at vtp.")
                .hasSizeLessThan(500);
    }

    @Test
    void bodiesThatAreNoPicturesAreRefused() throws Exception {
        byte[] garbage = "garbage that goes on and on".getBytes(UTF_8);
        requireRefused(server.post("/v1/encode", "image/png", garbage), 400, "bad_input", "the picture");
        requireRefused(server.post("/v1/encode", "image/png", new byte[0]), 400, "bad_input", "the picture");
        requireRefused(server.post("/v1/encode", "text/plain", garbage), 415, "unsupported_media_type", "text/plain");
        requireRefused(server.post("/v1/embeddings", "text/plain", garbage), 415, "unsupported_media_type", "input");
        requireRefused(server.post("/v1/encode", "multipart/form-data", garbage), 400, "bad_form", "boundary");
        requireRefused(server.post("/v1/encode", TestServer.FORM, garbage), 400, "bad_form", "form");
        requireRefused(server.post("/v1/decode", "application/x-npy", garbage), 400, "bad_input", "the body");
        requireRefused(server.post("/v1/decode?shape=a", "application/x-float32", garbage), 400, "bad_parameter", "64");
        byte[] cut = Arrays.copyOf(TestServer.picture("landscape.png"), 20_000);
        requireRefused(server.post("/v1/encode", "image/png", cut), 400, "bad_input", "the picture");
    }

    @Test
    void picturesAndBodiesThatAreTooLargeAreRefused() throws Exception {
        ByteArrayOutputStream wide = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(100_000, 1, BufferedImage.TYPE_INT_RGB), "png", wide);
        Answer crop = server.post("/v1/encode", "image/png", wide.toByteArray());
        assertThat(crop.status()).isEqualTo(200); // the middle of it, enlarged
        requireRefused(
                server.post("/v1/encode?prepare=none", "image/png", wide.toByteArray()),
                400,
                "bad_parameter",
                "width 100000");
        ByteArrayOutputStream large = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(2000, 1000, BufferedImage.TYPE_INT_RGB), "png", large);
        requireRefused(server.post("/v1/encode", "image/png", large.toByteArray()), 400, "bad_input", "the picture");
        requireRefused(
                server.post("/v1/encode", "image/png", new byte[(1 << 20) + 1]), 413, "body_too_large", "1048577");
    }

    @Test
    void whatIsNotThereIsSaidNotToBeThere() throws Exception {
        requireRefused(server.get("/v1/nothing"), 404, "not_found", "/docs");
        requireRefused(server.get("/v1/encode"), 405, "method_not_allowed", "POST");
        requireRefused(
                server.send("PUT", "/v1/encode", BodyPublishers.ofString("x")), 405, "method_not_allowed", "POST");
        requireRefused(server.send("DELETE", "/", BodyPublishers.noBody()), 405, "method_not_allowed", "GET");
        requireRefused(
                server.postJson("/v1/encode", "{}", "Accept", "text/html"), 406, "not_acceptable", "application/json");
        requireRefused(
                server.postJson("/v1/encode", "{}", "Accept", "image/png"), 406, "not_acceptable", "application/json");
        for (String path :
                new String[] {"/../pom.xml", "/%2e%2e/pom.xml", "/..%2fpom.xml", "/etc/passwd", "/index.html/"}) {
            assertThat(server.get(path).status()).as(path).isBetween(400, 404);
        }
    }

    @Test
    void theServerLivesOn() throws Exception {
        assertThat(server.get("/health").status()).isEqualTo(200);
        assertThat(server.post("/v1/encode", "image/png", TestServer.picture("red-circle.png"))
                        .status())
                .isEqualTo(200);
    }
}
