package vtp.cli.console;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vtp.engine.BlockProgress;

/** What a command has to say: results on standard output, as text or as JSON Lines; all else on standard error. */
public final class Console {
    private final Terminal terminal;
    private final boolean quiet;
    private final boolean json;
    private int failures;
    private Duration expected = Duration.ZERO;
    private int blocks = 1;
    private @Nullable Progress progress;

    public Console(Terminal terminal, boolean quiet, boolean json) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.json = json;
    }

    /** What is done with an input. */
    public interface Action<T> {
        void accept(T input) throws IOException;
    }

    /**
     * Does something with each input. One that is at fault is reported, and the rest are done all the same.
     *
     * @param name what messages call an input
     * @param unit what the inputs are, in the plural
     */
    public <T> void each(List<T> inputs, String unit, Function<T, String> name, Action<T> action) throws IOException {
        GarbageLimit garbage = new GarbageLimit();
        try (Progress progress = progress(unit, inputs.size(), blocks)) {
            int done = 0;
            for (T input : inputs) {
                try {
                    if (blocks == 1) {
                        action.accept(input);
                    } else {
                        BlockProgress.watch(() -> progress.step(1), () -> action.accept(input));
                    }
                } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    String fault = FailureMessage.ofInput(e);
                    if (fault == null) {
                        unfinished(name.apply(input), e);
                        throw e;
                    }
                    failed(name.apply(input), fault);
                }
                done += blocks;
                progress.to(done);
                garbage.check();
            }
        }
    }

    /** Reports an input that failed, and why. */
    public void failed(String input, String why) throws IOException {
        String reason = reason(input, why);
        failure(input + ": " + reason);
        failureObject(input, reason);
    }

    /** An input whose result is lost by what ends the command, which its end says to persons. */
    public void unfinished(String input, Throwable end) throws IOException {
        if (!(end instanceof StandardOutput.Failure)) {
            failureObject(input, reason(input, FailureMessage.of(end)));
        }
    }

    private static String reason(String input, String why) {
        String prefix = input + ": ";
        return why.startsWith(prefix) ? why.substring(prefix.length()) : why;
    }

    private void failureObject(String input, String reason) throws IOException {
        if (json) {
            terminal.out().line(JsonLine.of(object -> {
                object.writeStringField("input", input);
                object.writeStringField("error", reason);
            }));
        }
    }

    /** A failure whose object, if there is one, has been printed. */
    public void failure(String line) {
        failures++;
        makeRoom();
        terminal.err().println("vtp: " + printable(line));
    }

    /** A result: as text, or as an object. */
    public void result(String text, JsonLine.Fields object) throws IOException {
        makeRoom();
        terminal.out().line(json ? JsonLine.of(object) : text);
    }

    /** That something was done whose result is in a file: a result for programs, a note for persons. */
    public void done(String text, JsonLine.Fields object) throws IOException {
        if (json) {
            result(text, object);
        } else {
            note(text);
        }
    }

    /** What is good to know. */
    public void note(String text) {
        if (!quiet) {
            makeRoom();
            terminal.err().println(printable(text));
        }
    }

    /** A line without control characters: names of files may have line breaks, or what a terminal would obey. */
    public static String printable(String line) {
        String text = RawBytes.escaped(line);
        return text.chars().noneMatch(Character::isISOControl) ? text : text.replaceAll("\\p{Cc}", "?");
    }

    /**
     * Lets the bars that follow know how long each input may take, before any is done, and through how many blocks of
     * the model it goes.
     */
    public void expect(Duration input, int blocksOfInput) {
        expected = input;
        blocks = blocksOfInput;
    }

    /** A bar for work that may take over a second. */
    public Progress progress(String unit, long total) {
        return progress(unit, total, 1);
    }

    private Progress progress(String unit, long total, int steps) {
        progress = new Progress(terminal, !quiet && terminal.redraws(), unit, total, steps, expected);
        return progress;
    }

    private void makeRoom() {
        if (progress != null) {
            progress.erase();
        }
    }

    /** Whether nothing is said but results and errors. */
    public boolean quiet() {
        return quiet;
    }

    /** Whether results are objects. */
    public boolean json() {
        return json;
    }

    public Terminal terminal() {
        return terminal;
    }

    /** How many inputs failed. */
    public int failures() {
        return failures;
    }
}
