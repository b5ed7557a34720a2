package vtp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Latents;
import vtp.generation.Noise;
import vtp.generation.Sampler;
import vtp.generation.SamplingListener;
import vtp.generation.config.SamplingConfig;
import vtp.loader.Json;
import vtp.server.TestServer.Answer;
import vtp.server.config.Limits;
import vtp.server.config.ServedGenerator;
import vtp.server.config.ServerOptions;

/** A drawn picture is the sampler's to the bit, in each form of reply, whoever else is drawing. */
class GenerateRouteTest {
    private static final String PATH = "/v1/generate";
    private static final String EVENTS = "text/event-stream";
    private static final int STAR = 23;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Rgb expected(int label, long seed, long index, int points, double guidance) {
        ServedGenerator served = TestServer.generating();
        SamplingConfig usual = served.sampling();
        SamplingConfig sampling = new SamplingConfig(
                usual.solver(),
                points,
                usual.shift(),
                guidance,
                usual.guidanceStart(),
                usual.guidedChannels(),
                usual.atol(),
                usual.rtol());
        Latents noise = Noise.of(seed, new long[] {index}, served.generator().config());
        Latents latents =
                new Sampler(served.generator(), sampling).sample(noise, new int[] {label}, SamplingListener.NONE);
        return TestServer.vtp().decode(served.scale().apply(latents)).toRgb(0, Rounding.TRUNC);
    }

    private static Rgb picture(Object dataUrl) throws IOException {
        String url = (String) dataUrl;
        byte[] png = Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
        return new PictureReader().read(png, "answer");
    }

    /** An event's name and value. */
    private record Event(String name, Map<String, Object> value) {}

    private static List<Event> events(String text) throws IOException {
        List<Event> events = new ArrayList<>();
        for (String event : text.split("\n\n", -1)) {
            if (!event.isEmpty()) {
                Matcher parts = Pattern.compile("event: (\\w+)\ndata: (.*)").matcher(event);
                assertThat(parts.matches()).as(event).isTrue();
                events.add(new Event(
                        parts.group(1), Json.readObject("event", parts.group(2).getBytes(UTF_8))));
            }
        }
        return events;
    }

    @Test
    void aPictureIsDrawnAsTheSamplerDoes() throws Exception {
        Rgb expected = expected(STAR, 5, 2, 7, 3);
        String order = "{\"label\":\"a yellow star\",\"seed\":5,\"index\":2,\"steps\":7,\"guidance\":3}";
        Map<String, Object> answer = server.postJson(PATH, order).json();
        assertThat(picture(answer.get("picture"))).isEqualTo(expected);
        assertThat(answer)
                .containsEntry("model", "vtp-nano")
                .containsEntry("generator", "vtp-nano-dit")
                .containsEntry("label", (long) STAR)
                .containsEntry("name", "a yellow star")
                .containsEntry("seed", 5L)
                .containsEntry("steps", 7L)
                .containsEntry("solver", "euler")
                .containsEntry("width", 256L);
        Answer png = server.postJson(PATH, order.replace("\"a yellow star\"", "23"), "Accept", "image/png");
        assertThat(png.header("Content-Type")).isEqualTo("image/png");
        assertThat(new PictureReader().read(png.body(), "answer")).isEqualTo(expected);
    }

    @Test
    void aLabelThatNobodyAsksForComesFromTheSeed() throws Exception {
        Map<String, Object> answer =
                server.postJson(PATH, "{\"seed\":9,\"steps\":2}").json();
        assertThat(answer).containsEntry("label", (long) Noise.label(9, 0, 48));
    }

    @Test
    void eventsTellHowAPictureEmerges() throws Exception {
        String order = "{\"label\":23,\"steps\":9,\"previews\":4,\"guidance\":1,\"solver\":\"heun\"}";
        Answer answer = server.postJson(PATH, order, "Accept", EVENTS);
        assertThat(answer.header("Content-Type")).isEqualTo(EVENTS);
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        List<Event> events = events(answer.text());
        assertThat(events)
                .extracting(Event::name)
                .containsExactly("step", "step", "step", "step", "step", "step", "step", "step", "picture");
        for (int i = 0; i < 8; i++) {
            Map<String, Object> step = events.get(i).value();
            assertThat(step).containsEntry("step", i + 1L).containsEntry("steps", 8L);
            boolean shows = i % 2 == 1 && i < 7; // each second step, and then the picture itself
            assertThat(step.containsKey("picture")).as("step %d", i + 1).isEqualTo(shows);
            if (shows) {
                assertThat(picture(step.get("picture")).width()).isEqualTo(128);
            }
        }
        Map<String, Object> last = events.get(8).value();
        Map<String, Object> whole = server.postJson(PATH, order).json();
        assertThat(last).isEqualTo(whole);
    }

    @Test
    void picturesDrawnTogetherAreThoseDrawnAlone() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Map<String, Object>>> orders = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String order = "{\"label\":" + 7 * i + ",\"seed\":" + i + ",\"steps\":" + (5 + i) + ",\"guidance\":"
                        + (1 + i % 2) + "}";
                orders.add(() -> server.postJson(PATH, order).json());
            }
            List<Future<Map<String, Object>>> drawn = clients.invokeAll(orders);
            for (int i = 0; i < 6; i++) {
                assertThat(picture(drawn.get(i).get().get("picture")))
                        .as("picture %d", i)
                        .isEqualTo(expected(7 * i, i, 0, 5 + i, 1 + i % 2));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"label\":48}|label: 48: the generator has 48 classes, which are numbered from 0",
                "{\"label\":\"a yelow star\"}|did you mean \"a yellow star\"?",
                "{\"label\":[1,2]}|label: must be given once",
                "{\"steps\":1}|steps: must be a whole number from 2 to 1000",
                "{\"steps\":1001}|steps: must be a whole number from 2 to 1000",
                "{\"seed\":-1}|seed: must be a whole number, 0 or more",
                "{\"seed\":1.5}|seed: must be a whole number, 0 or more",
                "{\"guidance\":\"much\"}|guidance: must be a number",
                "{\"guidance\":-1}|guidance scale is -1.0, must be 0 or more",
                "{\"solver\":\"sde\"}|solver: must be euler or heun or dopri5",
                "{\"labels\":[1]}|labels: is not known here; there are guidance, index, label, previews, seed",
                "{\"picture\":\"data:image/png;base64,AAAA\"}|picture: is not taken here",
            })
    void whatMakesNoSenseIsRefusedInOneLine(String order, String message) throws Exception {
        for (String accept : new String[] {"application/json", EVENTS}) {
            Answer answer = server.postJson(PATH, order, "Accept", accept);
            assertThat(answer.status()).isEqualTo(400);
            assertThat((String) answer.error().get("message")).contains(message);
        }
    }

    @Test
    void aBodyThatIsNoOrderIsRefused() throws Exception {
        assertThat(server.post(PATH, "image/png", TestServer.picture("red-circle.png"))
                        .status())
                .isEqualTo(415);
        assertThat(server.postJson(PATH, "{}", "Accept", "application/x-npy").status())
                .isEqualTo(406);
        assertThat(server.get(PATH).status()).isEqualTo(405);
    }

    @Test
    void whatTakesTooLongEndsInAnEventThatSaysSo() throws Exception {
        Limits shortOnes = Limits.usual().withDeadline(java.time.Duration.ofMillis(300));
        try (TestServer hasty = TestServer.start(ServerOptions.defaults().withLimits(shortOnes))) {
            Answer answer = hasty.postJson(PATH, "{\"steps\":1000,\"previews\":1000}", "Accept", EVENTS);
            if (answer.status() == 200) { // else not one step was taken in that time
                List<Event> events = events(answer.text());
                Event last = events.get(events.size() - 1);
                assertThat(last.name()).isEqualTo("error");
                assertThat(String.valueOf(last.value().get("error"))).contains("deadline", "ask for fewer steps");
            } else {
                assertThat(answer.status()).isEqualTo(503);
            }
        }
    }

    @Test
    void nothingMoreIsDrawnForAClientThatHasLeft() throws Exception {
        try (TestServer alone = TestServer.start()) {
            String order = "{\"label\":1,\"steps\":1000,\"previews\":0}";
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), alone.uri().getPort())) {
                String head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + EVENTS
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + order.length() + "\r\n\r\n";
                socket.getOutputStream().write((head + order).getBytes(UTF_8));
                BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                while (!lines.readLine().startsWith("event: step")) {
                    // the head of the reply
                }
            }
            String metrics = alone.get("/metrics").text();
            while (!metrics.contains("vtp_requests_total{route=\"" + PATH + "\"")) {
                Thread.sleep(20);
                metrics = alone.get("/metrics").text();
            }
            Matcher steps = Pattern.compile("vtp_batch_size_count\\{operation=\"generate\"} (\\d+)")
                    .matcher(metrics);
            assertThat(steps.find()).isTrue();
            assertThat(Integer.parseInt(steps.group(1))).isBetween(1, 998);
        }
    }

    @Test
    void aServerWithoutAGeneratorSaysSo() throws Exception {
        Map<?, ?> known = (Map<?, ?>) server.get("/v1/models").json().get("generator");
        assertThat(known.get("id")).isEqualTo("vtp-nano-dit");
        assertThat((List<?>) known.get("labels")).hasSize(48);
        try (VtpServer bare = VtpServer.start(
                        TestServer.vtp(), ServerOptions.defaults().withPort(0));
                java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
            java.net.http.HttpRequest request = java.net.http.HttpRequest.newBuilder(
                            bare.uri().resolve(PATH))
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
                    .header("Content-Type", "application/json")
                    .build();
            String text = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(text).contains("no_generator", "vtp serve --generator names one");
        }
    }
}
