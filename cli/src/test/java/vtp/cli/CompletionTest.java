package vtp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Types into a shell that has read the completion script: bash, and what the variable VTP_TEST_SHELLS names besides it,
 * "bash zsh" say.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // no more than a guard: it takes seconds
class CompletionTest {
    /** What comes after "vtp " and before the tabulator, and the arguments that the command gets. */
    private static final Map<String, List<String>> TYPED = Map.ofEntries(
            Map.entry("enc", List.of("encode")),
            Map.entry("ev", List.of("eval")),
            Map.entry("eval zer", List.of("eval", "zero-shot")),
            Map.entry("eval zero-shot --class", List.of("eval", "zero-shot", "--classes")),
            Map.entry("eval zero-shot --orientation e", List.of("eval", "zero-shot", "--orientation", "exif")),
            Map.entry("help eval zer", List.of("help", "eval", "zero-shot")),
            Map.entry("eval report out", List.of("eval", "report", "output")),
            Map.entry("extract out", List.of("extract", "output")),
            Map.entry("extract . --what pat", List.of("extract", ".", "--what", "patch-mean")),
            Map.entry("convert lab", List.of("convert", "labels.txt")),
            Map.entry("teach -o out", List.of("teach", "-o", "output")),
            Map.entry("index lan", List.of("index", "landscape.png")),
            Map.entry("search out", List.of("search", "output")),
            Map.entry("dedup out", List.of("dedup", "output")),
            Map.entry("map out", List.of("map", "output")),
            Map.entry("serve --index out", List.of("serve", "--index", "output")),
            Map.entry("serve --host lan", List.of("serve", "--host", "lan")),
            Map.entry("generate --label lan", List.of("generate", "--label", "lan")),
            Map.entry("generate --solver eu", List.of("generate", "--solver", "euler")),
            Map.entry("help rec", List.of("help", "reconstruct")),
            Map.entry("encode lan", List.of("encode", "landscape.png")),
            Map.entry("encode two", List.of("encode", "two words.png")),
            Map.entry("encode -r out", List.of("encode", "-r", "output")),
            Map.entry("encode p.png -o out", List.of("encode", "p.png", "-o", "output")),
            Map.entry("encode --output=out", List.of("encode", "--output=output")),
            Map.entry("encode --skip", List.of("encode", "--skip-existing")),
            Map.entry("encode -m sma", List.of("encode", "-m", "small")),
            Map.entry("encode -m ./mod", List.of("encode", "-m", "./model of mine")),
            Map.entry("encode -m mod", List.of("encode", "-m", "model of mine")),
            Map.entry("encode --orientation e", List.of("encode", "--orientation", "exif")),
            Map.entry("encode --orientation squ", List.of("encode", "--orientation", "squ")),
            Map.entry("encode --prepare squ", List.of("encode", "--prepare", "squash")),
            Map.entry("encode --prepare=squ", List.of("encode", "--prepare=squash")),
            Map.entry("encode --threads lan", List.of("encode", "--threads", "lan")),
            Map.entry("classify --labels-file lab", List.of("classify", "--labels-file", "labels.txt")),
            Map.entry("classify --label lab", List.of("classify", "--label", "lab")),
            Map.entry("features --pca lan", List.of("features", "--pca", "landscape.png")),
            Map.entry("synth --config lab", List.of("synth", "--config", "labels.txt")),
            Map.entry("synth la", List.of("synth", "large")),
            Map.entry("pull la", List.of("pull", "large")),
            Map.entry("tokenize lan", List.of("tokenize", "lan")));

    static List<String> shells() {
        return List.of(System.getenv().getOrDefault("VTP_TEST_SHELLS", "bash").split(" ", -1));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatIsTypedIsCompleted(String shell, @TempDir Path folder) throws Exception {
        for (String file : List.of("landscape.png", "two words.png", "labels.txt")) {
            Files.createFile(folder.resolve(file));
        }
        Files.createDirectory(folder.resolve("output"));
        Files.createDirectory(folder.resolve("model of mine"));
        // The marks are put together, so that the echo of what is typed is none.
        Files.writeString(folder.resolve("script"), """
                vtp() { printf '<%%s>' "$@"; printf 'D%%s\\n' ONE; }
                PS1='READY'
                %s
                """.formatted(
                        new Cli().run("completion").hasCode(0).out()));
        try (Typist typist = new Typist(shell, folder)) {
            typist.type(". ./script; printf 'D%s\\n' ONE\r");
            typist.answer();
            for (Map.Entry<String, List<String>> entry : TYPED.entrySet()) {
                typist.type("vtp " + entry.getKey() + "\t\r");
                assertThat(typist.answer().replace("/>", ">"))
                        .as(entry.getKey())
                        .contains("\n<" + String.join("><", entry.getValue()) + ">");
            }
        }
    }

    @Test
    void asJsonTheScriptIsAString() {
        assertThat(new Cli().run("completion", "--json").hasCode(0).objects())
                .singleElement()
                .satisfies(object -> assertThat((String) object.get("script")).contains("complete -o default"));
    }

    /** Types into a shell on a terminal of its own, which script(1) makes. */
    private static final class Typist implements AutoCloseable {
        private static final String MARK = "DONE";

        private final Process process;
        private final OutputStream keys;
        private final Path screen;
        private int read;

        Typist(String shell, Path folder) throws IOException {
            String command = shell.equals("zsh") ? "zsh -f -i" : shell + " --norc --noprofile -i";
            // Linux's script takes a command line, the others' a command's words.
            String line = System.getProperty("os.name").equals("Linux")
                    ? "exec script -q -e -c '" + command + "' /dev/null"
                    : "exec script -q /dev/null " + command;
            screen = folder.resolve("screen");
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(screen.toFile());
            builder.environment()
                    .putAll(Map.of("TERM", "dumb", "LC_ALL", "C", "SHELL", "/bin/sh", "HISTFILE", "/dev/null"));
            process = builder.start();
            keys = process.getOutputStream();
        }

        void type(String text) throws IOException {
            keys.write(text.getBytes(UTF_8));
            keys.flush();
        }

        /** What has been written since the last answer, up to the next mark. */
        String answer() throws Exception {
            while (true) {
                boolean ended = !process.isAlive();
                String text = Files.readString(screen, UTF_8);
                int end = text.indexOf(MARK, read);
                if (end >= 0) {
                    String answer = text.substring(read, end);
                    read = end + MARK.length();
                    return answer;
                }
                assertThat(ended).as(text).isFalse();
                Thread.sleep(10);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
