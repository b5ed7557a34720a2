package vtp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.image.PictureReader;

/** The commands of the server's documentation do what it says. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "they are for a Unix shell")
class SamplesTest {
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @Test
    void theCommandsOfTheDocumentationWork(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve("red-circle.png"), TestServer.picture("red-circle.png"));
        String text = Files.readString(Path.of("../docs/server.md"));
        List<String> blocks =
                BLOCK.matcher(text).results().map(SamplesTest::commands).toList();
        assertThat(blocks).hasSize(5);
        StringBuilder said = new StringBuilder();
        try (TestServer server = TestServer.start()) {
            for (String block : blocks) {
                Path output = folder.resolve("output");
                ProcessBuilder bash = new ProcessBuilder("bash", "-e", "-c", block)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                bash.environment().put("VTP", server.uri().toString().replaceFirst("/$", ""));
                bash.environment().put("no_proxy", "*");
                int status = bash.start().waitFor();
                String printed = Files.readString(output, UTF_8);
                assertThat(status).as("%s%s", block, printed).isZero();
                said.append(printed);
            }
        }
        assertThat(said)
                .contains(
                        "\"label\":\"a red circle\"",
                        "\"cls\":{",
                        "\"clip\":{",
                        "\"embedding\":[",
                        "\"toy\":true",
                        "event: picture");
        for (String picture : new String[] {"decoded.png", "reconstructed.png", "star.png"}) {
            assertThat(new PictureReader().read(folder.resolve(picture)).width())
                    .isEqualTo(256);
        }
    }

    private static String commands(MatchResult block) {
        return block.group(1);
    }
}
