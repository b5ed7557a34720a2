package vtp.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vtp.cli.console.Console;
import vtp.cli.console.GarbageLimit;
import vtp.cli.console.Progress;
import vtp.datasets.Item;
import vtp.datasets.Survey;
import vtp.search.IndexListener;
import vtp.search.IndexUpdate;

/** Shows how an index is brought up to date. */
final class IndexReport implements IndexListener, AutoCloseable {
    private final Console console;
    private final GarbageLimit garbage = new GarbageLimit();
    private final long beginNanos = System.nanoTime();
    private @Nullable Progress progress;

    IndexReport(Console console) {
        this.console = console;
    }

    @Override
    public void begins(Survey survey) {
        if (!survey.omissions().isEmpty()) {
            console.note("vtp: left out: " + survey.omissions());
        }
        progress = console.progress("pictures", survey.count());
    }

    @Override
    public void failed(Item item, String why) {
        try {
            console.failed(item.name(), why);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void progressed(long done) {
        garbage.check();
        if (progress != null) {
            progress.to(done);
        }
    }

    /** What has been done. */
    void ends(IndexUpdate.Summary summary, String folder) throws IOException {
        close();
        long seconds = Math.round((System.nanoTime() - beginNanos) * 1e-9);
        String text = String.format(
                Locale.ROOT,
                "%s: %d pictures: %d encoded, %d known, %d unchanged, %d failed; %d removed; %d s",
                folder,
                summary.pictures(),
                summary.encoded(),
                summary.known(),
                summary.unchanged(),
                summary.failed(),
                summary.removed(),
                seconds);
        console.done(text, json -> {
            json.writeStringField("output", folder);
            json.writeNumberField("pictures", summary.pictures());
            json.writeNumberField("encoded", summary.encoded());
            json.writeNumberField("known", summary.known());
            json.writeNumberField("unchanged", summary.unchanged());
            json.writeNumberField("failed", summary.failed());
            json.writeNumberField("removed", summary.removed());
            json.writeNumberField("seconds", seconds);
        });
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
