package vtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vtp.engine.Reconstruction;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.PrincipalComponents;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.TokenFeatures;
import vtp.loader.Checkpoint;
import vtp.loader.Npy;
import vtp.server.TestServer.Answer;

/** What each route answers is what the model says, in every form that it takes and gives. */
class RoutesTest {
    private static final String PNG = "image/png";
    private static final String NAME = "red-circle.png";

    private static TestServer server;
    private static byte[] file;
    private static Rgb cropped;
    private static Rgb squashed;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start();
        file = TestServer.picture(NAME);
        Rgb picture = new PictureReader().read(file, NAME);
        cropped = Preparation.CROP.apply(picture, 256, 16);
        squashed = Preparation.SQUASH.apply(picture, 256, 16);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static float[] latents() {
        return TestServer.vtp().encode(Pixels.normalise(cropped)).data();
    }

    @Test
    void picturesComeAsBytesFormOrDataUrl() throws Exception {
        float[] expected = latents();
        Answer raw = server.post("/v1/encode", PNG, file);
        Answer form = server.post("/v1/encode", TestServer.FORM, TestServer.form(file, "encoding=float"));
        Answer json = server.postJson("/v1/encode", "{\"picture\":\"" + TestServer.dataUrl(NAME) + "\"}");
        for (Answer answer : List.of(raw, form, json)) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            Map<?, ?> tensor = (Map<?, ?>) answer.json().get("latents");
            assertThat(tensor.get("shape")).isEqualTo(List.of(1L, 64L, 16L, 16L));
            assertThat(floats((List<?>) tensor.get("data"))).isEqualTo(expected);
            assertThat(answer.json()).containsEntry("model", "vtp-nano");
        }
    }

    @Test
    void severalPicturesMakeABatchOfOneRowEach() throws Exception {
        String two = "{\"pictures\":[\"" + TestServer.dataUrl("blue-square.png") + "\",\"" + TestServer.dataUrl(NAME)
                + "\"],\"encoding\":\"base64\"}";
        Map<?, ?> tensor = (Map<?, ?>) server.postJson("/v1/encode", two).json().get("latents");
        assertThat(tensor.get("shape")).isEqualTo(List.of(2L, 64L, 16L, 16L));
        float[] both = floats(Base64.getDecoder().decode((String) tensor.get("data")));
        assertThat(Arrays.copyOfRange(both, both.length / 2, both.length)).isEqualTo(latents());
    }

    @Test
    void latentsComeAsNpyAndSafetensors() throws Exception {
        Answer npy = server.post("/v1/encode", PNG, file, "Accept", "application/x-npy");
        assertThat(npy.header("Content-Type")).isEqualTo("application/x-npy");
        Npy array = Npy.ofMemory("npy", MemorySegment.ofArray(npy.body()));
        assertThat(array.shape()).containsExactly(1L, 64L, 16L, 16L);
        assertThat(array.data().toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(latents());
        Answer bytes = server.post("/v1/encode", PNG, file, "Accept", "application/octet-stream");
        assertThat(bytes.body()).isEqualTo(npy.body());
        Answer tensors = server.post("/v1/encode", PNG, file, "Accept", "text/html;q=0.5, application/x-safetensors");
        try (Checkpoint checkpoint = Checkpoint.ofMemory("answer", MemorySegment.ofArray(tensors.body()))) {
            assertThat(checkpoint.require("latents").shape()).containsExactly(1L, 64L, 16L, 16L);
            assertThat(checkpoint.metadata()).containsEntry("model", "vtp-nano");
        }
    }

    @Test
    void latentsOfEveryFormAreDecodedToTheSamePicture() throws Exception {
        Latents latents = new Latents(latents(), 1, 64, 16, 16);
        Rgb expected = TestServer.vtp().decode(latents).toRgb(0, Rounding.TRUNC);
        byte[] bytes = new byte[latents.data().length * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(latents.data());
        String base64 = Base64.getEncoder().encodeToString(bytes);
        String object = "{\"latents\":{\"shape\":[64,16,16],\"data\":\"" + base64 + "\"}}";
        byte[] npy = server.post("/v1/encode", PNG, file, "Accept", "application/x-npy")
                .body();
        byte[] tensors = server.post("/v1/encode", PNG, file, "Accept", "application/x-safetensors")
                .body();
        String numbers = server.post("/v1/encode", PNG, file).text().replaceFirst("\"model\":\"vtp-nano\",", "");
        List<Answer> answers = List.of(
                server.post("/v1/decode?shape=1,64,16,16", "application/x-float32", bytes, "Accept", PNG),
                server.postJson("/v1/decode", object, "Accept", PNG),
                server.postJson("/v1/decode", numbers, "Accept", PNG),
                server.post("/v1/decode", "application/x-npy", npy, "Accept", "image/*"),
                server.post("/v1/decode", "application/octet-stream", tensors, "Accept", PNG));
        for (Answer answer : answers) {
            assertThat(answer.header("Content-Type")).as(answer.text()).isEqualTo(PNG);
            assertThat(new PictureReader().read(answer.body(), "answer")).isEqualTo(expected);
        }
        Answer array = server.postJson("/v1/decode", object, "Accept", "application/x-npy");
        Npy pixels = Npy.ofMemory("answer", MemorySegment.ofArray(array.body()));
        assertThat(pixels.shape()).containsExactly(1L, 256L, 256L, 3L);
        assertThat(pixels.data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected.data());
        Answer json = server.postJson("/v1/decode", object);
        assertThat((List<?>) json.json().get("pictures")).hasSize(1);
    }

    @Test
    void aReconstructionComesWithWhatItCosts() throws Exception {
        Reconstruction expected = Reconstruction.of(TestServer.vtp(), cropped, Rounding.TRUNC);
        Answer answer = server.post("/v1/reconstruct?include=latents&encoding=base64", PNG, file);
        Map<?, ?> result = (Map<?, ?>) ((List<?>) answer.json().get("results")).get(0);
        assertThat(result.get("psnr")).isEqualTo(expected.quality().psnrDb());
        assertThat(result.get("ssim")).isEqualTo(expected.quality().ssim());
        assertThat(result.get("width")).isEqualTo(256L);
        assertThat(picture(result.get("picture"))).isEqualTo(expected.picture());
        assertThat(picture(result.get("original"))).isEqualTo(expected.original());
        assertThat(answer.json()).containsKey("latents");
        Answer png = server.post("/v1/reconstruct", PNG, file, "Accept", PNG);
        assertThat(new PictureReader().read(png.body(), "answer")).isEqualTo(expected.picture());
        assertThat(Double.parseDouble(png.header("VTP-PSNR")))
                .isCloseTo(expected.quality().psnrDb(), within(1e-4));
    }

    @Test
    void labelsAreRankedAsTheClassifierDoes() throws Exception {
        List<String> labels = List.of("square", "circle", "star");
        float[] expected = ZeroShotClassifier.of(TestServer.vtp(), labels, List.of("a red {}", "a blue {}"))
                .classify(TestServer.vtp(), Pixels.normalise(squashed))
                .row(0);
        byte[] form = TestServer.form(
                file, "label=square", "label=circle", "label=star", "template=a red {}", "template=a blue {}");
        Answer answer = server.post("/v1/classify", TestServer.FORM, form);
        List<?> ranked = (List<?>) ((List<?>) answer.json().get("results")).get(0);
        assertThat(ranked).hasSize(3);
        Map<?, ?> best = (Map<?, ?>) ranked.get(0);
        assertThat(best.get("label")).isEqualTo("circle");
        assertThat(((Number) best.get("probability")).floatValue()).isEqualTo(expected[1]);
        String json = "{\"picture\":\"" + TestServer.dataUrl(NAME)
                + "\",\"labels\":[\"a red circle\",\"a dog\"],\"top\":1,\"scale\":\"model\"}";
        List<?> one = (List<?>)
                ((List<?>) server.postJson("/v1/classify", json).json().get("results")).get(0);
        assertThat(one).hasSize(1);
    }

    @Test
    void featuresAreThoseOfTheBlockAskedFor() throws Exception {
        TokenFeatures last = TestServer.vtp().lastLayer(Pixels.normalise(squashed));
        Answer answer = server.post("/v1/features?include=pca,patch,pooled,clip&encoding=base64", PNG, file);
        Map<String, Object> json = answer.json();
        assertThat(json.get("grid")).isEqualTo(Map.of("height", 16L, "width", 16L));
        Map<?, ?> patch = (Map<?, ?>) json.get("patch");
        assertThat(patch.get("shape")).isEqualTo(List.of(1L, 256L, (long) last.channels()));
        assertThat(floats(Base64.getDecoder().decode((String) patch.get("data"))))
                .isEqualTo(last.patch());
        assertThat(picture(((List<?>) json.get("pca")).get(0))).isEqualTo(PrincipalComponents.paint(last, 1));
        assertThat(json).containsKeys("pooled", "clip").doesNotContainKey("cls");
        Answer first = server.post("/v1/features?include=cls&layer=0", PNG, file, "Accept", "application/x-npy");
        float[] cls = TestServer.vtp()
                .layers(Pixels.normalise(squashed), vtp.engine.Layers.of(0))
                .get(0)
                .cls();
        Npy array = Npy.ofMemory("answer", MemorySegment.ofArray(first.body()));
        assertThat(array.data().toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(cls);
        Answer painting = server.post("/v1/features", PNG, file, "Accept", PNG);
        assertThat(new PictureReader().read(painting.body(), "answer")).isEqualTo(PrincipalComponents.paint(last, 16));
    }

    @Test
    void embeddingsOfTextsAndPicturesHaveOpenAisForm() throws Exception {
        float[] text = TestServer.vtp().textFeatures(List.of("a red circle")).data();
        float[] image =
                TestServer.vtp().imageFeatures(Pixels.normalise(squashed)).data();
        String body = "{\"model\":\"vtp-nano\",\"input\":[\"a red circle\",\"" + TestServer.dataUrl(NAME)
                + "\",[49406,320,49407]]}";
        Map<String, Object> json = server.postJson("/v1/embeddings", body).json();
        List<?> data = (List<?>) json.get("data");
        assertThat(data).hasSize(3);
        assertThat(floats((List<?>) ((Map<?, ?>) data.get(0)).get("embedding"))).isEqualTo(text);
        assertThat(floats((List<?>) ((Map<?, ?>) data.get(1)).get("embedding"))).isEqualTo(image);
        assertThat(((Map<?, ?>) data.get(2)).get("index")).isEqualTo(2L);
        assertThat(json).containsEntry("object", "list").containsEntry("model", "vtp-nano");
        assertThat(((Map<?, ?>) json.get("usage")).get("prompt_tokens")).isEqualTo(8L);
        Map<?, ?> coded = (Map<?, ?>) ((List<?>)
                        server.postJson("/v1/embeddings", "{\"input\":\"a red circle\",\"encoding_format\":\"base64\"}")
                                .json()
                                .get("data"))
                .get(0);
        assertThat(floats(Base64.getDecoder().decode((String) coded.get("embedding"))))
                .isEqualTo(text);
    }

    @Test
    void theServerSaysWhatItIsAndHowItIs() throws Exception {
        Map<?, ?> model = (Map<?, ?>) ((List<?>) server.get("/v1/models").json().get("data")).get(0);
        assertThat(model.get("id")).isEqualTo("vtp-nano");
        assertThat(model.get("toy")).isEqualTo(true);
        assertThat(model.get("parameters")).isEqualTo(5_088_833L);
        assertThat(server.get("/health").text()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(server.get("/ready").text()).isEqualTo("{\"status\":\"ready\"}");
        server.post("/v1/encode", PNG, file);
        Answer metrics = server.get("/metrics");
        assertThat(metrics.header("Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.text())
                .contains("vtp_requests_total{route=\"/v1/encode\",status=\"200\"}", "vtp_waiting 0.0")
                .contains("vtp_batch_size_count{operation=\"encode\"}");
    }

    private static Rgb picture(Object dataUrl) throws IOException {
        String url = (String) dataUrl;
        byte[] bytes = Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
        return new PictureReader().read(bytes, "answer");
    }

    private static float[] floats(List<?> numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = ((Number) numbers.get(i)).floatValue();
        }
        return floats;
    }

    private static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }
}
