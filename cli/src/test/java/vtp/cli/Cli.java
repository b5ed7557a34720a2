package vtp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vtp.cli.console.StandardOutput;
import vtp.cli.console.Terminal;
import vtp.loader.Json;

/** The program, run in this JVM. */
final class Cli {
    static final Path PICTURES = Path.of("../testdata/nano/pictures");
    static final Path GOLDENS = Path.of("../testdata/goldens/nano");

    private final Map<String, String> environment = new LinkedHashMap<>();
    private byte[] input = {};
    private boolean screen;

    /** What a run left behind. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Run(int code, byte[] bytes, String err) {
        String out() {
            return new String(bytes, UTF_8);
        }

        List<String> lines() {
            return out().lines().toList();
        }

        List<Map<String, Object>> objects() {
            return lines().stream().map(Cli::object).toList();
        }

        Run hasCode(int expected) {
            assertThat(code).as(out() + err).isEqualTo(expected);
            return this;
        }

        /** One clear line: no stack trace, nothing about a bug. */
        Run hasOneLineOfError(String part) {
            assertThat(err.lines().filter(line -> !line.startsWith("vtp: using the built-in")))
                    .singleElement()
                    .asString()
                    .startsWith("vtp: ")
                    .contains(part)
                    .doesNotContain("bug", "Exception");
            return this;
        }
    }

    Cli input(byte[] bytes) {
        input = bytes;
        return this;
    }

    Cli environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Cli onScreen() {
        screen = true;
        return environment("LANG", "en_GB.UTF-8");
    }

    Run run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Run run = runInto(out, arguments);
        return new Run(run.code(), out.toByteArray(), run.err());
    }

    Run runInto(OutputStream out, Object... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] args = new String[arguments.length];
        for (int i = 0; i < args.length; i++) {
            args[i] = arguments[i].toString();
        }
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input),
                new StandardOutput(out),
                new PrintStream(err, true, UTF_8),
                screen,
                screen,
                environment);
        int code = Main.run(args, terminal);
        return new Run(code, new byte[0], err.toString(UTF_8));
    }

    static Run vtp(Object... arguments) {
        return new Cli().run(arguments);
    }

    static Map<String, Object> object(String line) {
        try {
            return Json.readObject("line", line.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path picture(String name) {
        return PICTURES.resolve(name + ".png");
    }
}
