package vtp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.datasets.FileContent;
import vtp.engine.Models;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.search.ImageSearcher;
import vtp.search.IndexSettings;
import vtp.search.IndexedPicture;
import vtp.search.PictureIndex;
import vtp.server.TestServer.Answer;
import vtp.server.config.ServerOptions;

/** Pictures of an index are found by a text, a picture, and one of them; and are shown. */
class SearchTest {
    private static final List<String> NAMES = List.of("red-circle.png", "blue-square.png", "yellow-star.png");
    private static final Map<String, String> IDS = new HashMap<>();

    @TempDir
    static Path folder;

    private static ImageSearcher searcher;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        IndexSettings settings = IndexSettings.of(Models.builtIn());
        Path files = Files.createDirectory(folder.resolve("files"));
        try (PictureIndex index = PictureIndex.open(folder.resolve("index"), settings)) {
            for (String name : NAMES) {
                byte[] bytes = TestServer.picture(name);
                Path file = Files.write(files.resolve(name), bytes);
                String id = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
                IDS.put(name, id);
                Pixels pixels = settings.prepare(new PictureReader().read(file), TestServer.vtp());
                index.put(
                        new IndexedPicture(FileContent.whole(file), bytes.length, Instant.EPOCH, id, null),
                        TestServer.vtp().imageFeatures(pixels).data(),
                        TestServer.vtp().lastLayer(pixels).cls());
            }
            index.commit();
        }
        searcher = ImageSearcher.open(folder.resolve("index"));
        server = TestServer.start(ServerOptions.defaults(), Optional.of(searcher));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        searcher.close();
    }

    private static List<?> names(Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).doesNotContain(folder.toString());
        return ((List<?>) answer.json().get("results"))
                .stream().map(result -> ((Map<?, ?>) result).get("name")).toList();
    }

    @Test
    void aTextFindsWhatItSays() throws Exception {
        Answer answer = server.postJson("/v1/search", "{\"text\":\"a red circle -square\",\"top\":2}");
        assertThat(names(answer)).hasSize(2).first().isEqualTo("red-circle.png");
    }

    @Test
    void aPictureFindsItself() throws Exception {
        byte[] star = TestServer.picture("yellow-star.png");
        assertThat(names(server.post("/v1/search?top=1", "image/png", star))).hasToString("[yellow-star.png]");
        assertThat(names(server.post("/v1/search", TestServer.FORM, TestServer.form(star, "top=1"))))
                .hasToString("[yellow-star.png]");
    }

    @Test
    void onePictureOfTheIndexFindsTheOthers() throws Exception {
        List<?> others = names(server.postJson("/v1/search", "{\"like\":\"" + IDS.get("red-circle.png") + "\"}"));
        assertThat(others).hasSize(2);
        assertThat(others.toString()).doesNotContain("red-circle.png");
    }

    @Test
    void thumbnailsAreSmallPictures() throws Exception {
        Answer answer = server.get("/v1/thumbnails/" + IDS.get("blue-square.png"));
        assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=3600");
        assertThat(answer.header("Content-Type")).isEqualTo("image/png");
        Rgb picture = new PictureReader().read(answer.body(), "thumbnail");
        assertThat(picture.width()).isEqualTo(256);
        assertThat(picture.height()).isEqualTo(256);
        assertThat(server.get("/v1/thumbnails/nothing").status()).isEqualTo(404);
        assertThat(server.get("/v1/thumbnails/").status()).isEqualTo(404);
    }

    /** An id is looked up in the index, and nowhere else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2f..%2fetc%2fpasswd",
                "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "../../../../etc/passwd",
                "..\\..\\etc\\passwd",
                "%2fetc%2fpasswd",
                "file:%2f%2f%2fetc%2fpasswd",
                "red-circle.png",
                "%00",
                "*",
                "sha256:*",
                "%ff%fe",
                "%zz",
                ""
            })
    void noIdReachesTheFileSystem(String id) throws Exception {
        requireNotFound(id);
    }

    @Test
    void neitherPathsOfIndexedFilesNorLikelyIdsAreIds() throws Exception {
        String id = IDS.get("red-circle.png");
        requireNotFound(URLEncoder.encode(folder.resolve("files/red-circle.png").toString(), UTF_8));
        requireNotFound(id.toUpperCase(Locale.ROOT));
        requireNotFound(id + "/");
        requireNotFound(id + "%20");
        requireNotFound("x/" + id);
        requireNotFound("a".repeat(10_000));
    }

    private static void requireNotFound(String id) throws IOException {
        String head = "GET /v1/thumbnails/" + id + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        String answer = server.raw(head);
        assertThat(answer).as(id).matches("(?s)HTTP/1.1 40[04] .*").contains("\"error\"");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n")).length()).isLessThan(500);
        assertThat(answer).doesNotContain("root:", folder.toString());
    }

    @Test
    void aFileThatIsNoPictureAnyMoreIsNotShown() throws Exception {
        byte[] bytes = TestServer.picture("yellow-star.png");
        Path file = folder.resolve("files/yellow-star.png");
        String thumbnail = "/v1/thumbnails/" + IDS.get("yellow-star.png");
        Files.writeString(file, "a secret");
        Answer changed = server.get(thumbnail);
        Files.delete(file);
        Answer gone = server.get(thumbnail);
        Files.write(file, bytes);
        for (Answer answer : List.of(changed, gone)) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.error()).containsEntry("code", "picture_gone");
            assertThat(answer.text()).doesNotContain("secret", folder.toString());
        }
        assertThat(server.get(thumbnail).status()).isEqualTo(200);
    }

    @Test
    void searchesForNothingOrForTwoThingsAreRefused() throws Exception {
        for (String body : new String[] {"{}", "{\"text\":\"a\",\"like\":\"b\"}", "{\"text\":\"-a\"}"}) {
            Answer answer = server.postJson("/v1/search", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.error()).containsEntry("code", "bad_parameter");
        }
    }

    @Test
    void theModelSaysWhetherThereIsAnIndex() throws Exception {
        assertThat(server.get("/v1/models").json()).containsEntry("search", true);
        try (TestServer without = TestServer.start()) {
            assertThat(without.get("/v1/models").json()).containsEntry("search", false);
            Answer answer = without.postJson("/v1/search", "{\"text\":\"a dog\"}");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.error()).containsEntry("code", "no_index");
        }
    }
}
