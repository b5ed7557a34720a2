package vtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vtp.server.TestServer.Answer;

/** The description of the API is well-formed, and is of the API that there is. */
class DescriptionTest {
    private static TestServer server;
    private static OpenAPI api;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        Answer answer = server.get("/openapi.json");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(answer.text());
        assertThat(parsed.getMessages()).isEmpty();
        api = parsed.getOpenAPI();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void eachRouteIsDescribedAndNoOther() {
        Map<String, String> described = api.getPaths().entrySet().stream()
                .collect(Collectors.toMap(path -> path.getKey().replace("{id}", ""), path -> methods(path.getValue())));
        assertThat(described).isEqualTo(server.routes());
    }

    private static String methods(PathItem path) {
        return path.readOperationsMap().keySet().stream().map(Enum::name).collect(Collectors.joining(" "));
    }

    private static Set<String> members(Schema<?> schema) {
        return schema.getProperties().keySet();
    }

    @Test
    void theDescriptionOfTheModelHasTheMembersThatAreSent() throws Exception {
        Map<?, ?> data = (Map<?, ?>) ((List<?>) server.get("/v1/models").json().get("data")).get(0);
        assertThat(members(api.getComponents().getSchemas().get("Model"))).isEqualTo(data.keySet());
    }

    @Test
    void optionsThatAreDescribedAreKnown() throws Exception {
        byte[] picture = TestServer.picture("red-circle.png");
        for (String path : new String[] {"/v1/encode", "/v1/reconstruct", "/v1/classify", "/v1/features"}) {
            Schema<?> body = api.getPaths()
                    .get(path)
                    .getPost()
                    .getRequestBody()
                    .getContent()
                    .get("application/json")
                    .getSchema();
            Answer refused = server.post(path + "?nobody=knows&label=a", "image/png", picture);
            String message = (String) refused.error().get("message");
            Set<String> known = new TreeSet<>(List.of(
                    message.substring(message.indexOf("there are ") + 10).split(", ")));
            known.remove("label"); // that is labels in a query
            Set<String> described = new TreeSet<>(members(body));
            described.removeAll(List.of("picture", "pictures"));
            assertThat(described).as(path).isEqualTo(known);
        }
    }

    @Test
    void drawingIsDescribedAsItIs() throws Exception {
        Schema<?> order = api.getPaths()
                .get("/v1/generate")
                .getPost()
                .getRequestBody()
                .getContent()
                .get("application/json")
                .getSchema();
        String message = (String) server.postJson("/v1/generate", "{\"nobody\":\"knows\"}")
                .error()
                .get("message");
        assertThat(members(order))
                .containsExactlyInAnyOrder(
                        message.substring(message.indexOf("there are ") + 10).split(", "));
        assertThat(members(api.getComponents().getSchemas().get("Drawn")))
                .isEqualTo(
                        server.postJson("/v1/generate", "{\"steps\":2}").json().keySet());
        Map<?, ?> generator = (Map<?, ?>) server.get("/v1/models").json().get("generator");
        assertThat(members(api.getComponents().getSchemas().get("Generator"))).isEqualTo(generator.keySet());
    }

    @Test
    void theDescriptionCanBeRead() throws Exception {
        Answer docs = server.get("/docs");
        assertThat(docs.header("Content-Type")).startsWith("text/html");
        assertThat(docs.text()).contains("src=\"docs.js\"");
        assertThat(server.get("/docs.js").status()).isEqualTo(200);
        assertThat(server.get("/docs.css").status()).isEqualTo(200);
    }
}
