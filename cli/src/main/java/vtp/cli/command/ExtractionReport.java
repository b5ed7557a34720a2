package vtp.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vtp.cli.console.Console;
import vtp.cli.console.GarbageLimit;
import vtp.cli.console.JsonLine;
import vtp.cli.console.Progress;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionListener;
import vtp.datasets.Item;
import vtp.datasets.Survey;

/** Shows how an extraction goes on: to persons by a live line and what fails, to programs by events. */
final class ExtractionReport implements ExtractionListener, AutoCloseable {
    private static final long EVENT_NANOS = 10_000_000_000L;
    private static final double NANOS = 1e-9;

    private final Console console;
    private final GarbageLimit garbage = new GarbageLimit();
    private final long beginNanos = System.nanoTime();
    private long workNanos = beginNanos;
    private long eventNanos = beginNanos;
    private long total;
    private long before;
    private long done;
    private long failed;
    private @Nullable Progress progress;

    ExtractionReport(Console console) {
        this.console = console;
    }

    @Override
    public void begins(Survey survey, long total, long done, long failed) {
        this.total = total;
        this.before = done;
        this.done = done;
        this.failed = failed;
        workNanos = System.nanoTime();
        eventNanos = workNanos;
        if (!survey.omissions().isEmpty()) {
            console.note("vtp: left out: " + survey.omissions());
        }
        if (survey.gone() > 0) {
            console.note("vtp: " + survey.gone() + " pictures have gone since this was begun");
        }
        if (done > 0) {
            console.note("vtp: going on: " + done + " of " + total + " pictures are done");
        }
        event("begin", json -> {
            json.writeStringField("data_set", survey.name());
            json.writeNumberField("classes", survey.classNames().size());
            json.writeStringField("left_out", survey.omissions().toString());
            json.writeNumberField("gone", survey.gone());
            progressFields(json);
        });
        progress = console.progress("pictures", total - done);
    }

    @Override
    public void failed(Item item, String why) {
        failed++;
        console.failure(item.name() + ": " + why);
        event("failure", json -> {
            json.writeStringField("input", item.name());
            json.writeNumberField("label", item.label());
            json.writeStringField("error", why);
        });
    }

    @Override
    public void progressed(long done) {
        this.done = done;
        garbage.check();
        if (progress != null) {
            progress.note(String.format(Locale.ROOT, "%.1f/s%s", rate(), failed == 0 ? "" : "  " + failed + " failed"));
            progress.to(done - before);
        }
        if (System.nanoTime() - eventNanos > EVENT_NANOS) {
            eventNanos = System.nanoTime();
            event("progress", this::progressFields);
        }
    }

    @Override
    public void committed(int shard, int rows) {
        event("shard", json -> {
            json.writeNumberField("shard", shard);
            json.writeNumberField("rows", rows);
            progressFields(json);
        });
    }

    /** What there is at the end. */
    void ends(Extraction.Summary summary, String folder) throws IOException {
        close();
        long seconds = Math.round((System.nanoTime() - beginNanos) * NANOS);
        String text = String.format(
                Locale.ROOT,
                "%s: %d of %d pictures, %d failed, %d s",
                folder,
                summary.pictures() - summary.failed(),
                summary.pictures(),
                summary.failed(),
                seconds);
        console.done(text, json -> {
            json.writeStringField("event", "end");
            json.writeStringField("output", folder);
            json.writeNumberField("pictures", summary.pictures());
            json.writeNumberField("failed", summary.failed());
            json.writeNumberField("seconds", seconds);
        });
    }

    private void progressFields(JsonGenerator json) throws IOException {
        json.writeNumberField("done", done);
        json.writeNumberField("total", total);
        json.writeNumberField("failed", failed);
        JsonLine.number(json, "per_second", rate());
        JsonLine.number(json, "seconds_left", (total - done) / rate());
    }

    /** Pictures a second, of this run. */
    private double rate() {
        return (done - before) / ((System.nanoTime() - workNanos) * NANOS);
    }

    private void event(String name, JsonLine.Fields fields) {
        if (!console.json()) {
            return;
        }
        try {
            console.result("", json -> {
                json.writeStringField("event", name);
                fields.write(json);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
