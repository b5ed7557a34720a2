package vtp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
    void aBarAppearsAfterASecondAndGoesAwayAgain() throws InterruptedException {
        try (Progress progress = new Progress(terminal, true, "pictures", 3, 1, Duration.ZERO)) {
            while (!err.toString(UTF_8).contains("2/3 pictures")) {
                progress.to(2);
                Thread.sleep(10);
            }
        }
        assertThat(err.toString(UTF_8)).contains("elapsed 0:0", "left 0:0").endsWith("\r\u001b[K");
        assertThat(err.toString(UTF_8)).as("no colours").doesNotContainPattern("\u001b\\[[0-9;]*m");
    }

    @Test
    void aStepThatTakesLongIsShownWithTheTimeExpected() throws InterruptedException {
        try (Progress progress = new Progress(terminal, true, "pictures", 2, 24, Duration.ofMinutes(90))) {
            while (!err.toString(UTF_8).contains("0/2 pictures")) {
                progress.to(0);
                Thread.sleep(10);
            }
        }
        assertThat(err.toString(UTF_8)).contains("left some 2:59:");
        assertThat(err.toString(UTF_8)).endsWith("\r\u001b[K");
    }

    @Test
    void stepsOfOneStepAreCountedInPercentAndInTimeLeft() throws InterruptedException {
        try (Progress progress = new Progress(terminal, true, "pictures", 1, 24, Duration.ofMinutes(90))) {
            while (!err.toString(UTF_8).contains(" 25 %  0/1 pictures")) {
                progress.to(6);
                Thread.sleep(10);
            }
        }
        String drawn = err.toString(UTF_8); // first, perhaps, before there was any step
        assertThat(drawn.substring(drawn.indexOf(" 25 %"))).contains("left 0:").doesNotContain("some");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 79})
    void aNarrowScreenIsNotWrapped(int columns) throws InterruptedException {
        Terminal narrow = new Terminal(
                terminal.in(),
                terminal.out(),
                terminal.err(),
                false,
                true,
                Map.of("COLUMNS", String.valueOf(columns), "LANG", "C.UTF-8"));
        try (Progress progress = new Progress(narrow, true, "pictures", 3000, 1, Duration.ZERO)) {
            while (!err.toString(UTF_8).contains("50 %  1500/3000")) {
                progress.to(1500);
                Thread.sleep(10);
            }
        }
        List<String> drawn = Arrays.stream(err.toString(UTF_8).split("\r|\\[[K0-9]*", -1))
                .filter(line -> line.contains("%"))
                .toList();
        assertThat(drawn)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).hasSize(columns - 1).doesNotContain("\n"))
                .allSatisfy(line -> assertThat(line.contains(" left ")).isEqualTo(columns >= 40))
                .allSatisfy(line -> assertThat(line.contains(" elapsed ")).isEqualTo(columns >= 60));
    }

    @Test
    void aDumbTerminalIsNotDrawnOver() {
        assertThat(terminal.redraws()).isTrue();
        assertThat(new Terminal(terminal.in(), terminal.out(), terminal.err(), true, true, Map.of("TERM", "dumb"))
                        .redraws())
                .isFalse();
    }

    @Test
    void elsewhereThanOnAScreenThereIsNone() throws InterruptedException {
        try (Progress progress = new Progress(terminal, false, "pictures", 3, 1, Duration.ZERO)) {
            Thread.sleep(1100);
            progress.step(1);
        }
        assertThat(err.size()).isZero();
    }
}
