package vtp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vtp.cli.console.Progress;
import vtp.cli.console.StandardOutput;
import vtp.cli.console.Terminal;

class ProgressTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(
            InputStream.nullInputStream(),
            new StandardOutput(OutputStream.nullOutputStream()),
            new PrintStream(err, true, UTF_8),
            false,
            true,
            Map.of());

    @Test
    void aBarAppearsAndGoesAwayAgain() throws InterruptedException {
        try (Progress progress = new Progress(terminal, true, "pictures", 3)) {
            while (!err.toString(UTF_8).contains("2/3 pictures")) {
                progress.to(2);
                Thread.sleep(10);
            }
        }
        assertThat(err.toString(UTF_8)).endsWith("\r\u001b[K");
    }

    @Test
    void elsewhereThanOnAScreenThereIsNone() throws InterruptedException {
        try (Progress progress = new Progress(terminal, false, "pictures", 3)) {
            Thread.sleep(1100);
            progress.step(1);
        }
        assertThat(err.size()).isZero();
    }
}
