package vtp.cli.console;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that appears when the work has taken a second. One thread at a time. */
public final class Progress implements AutoCloseable {
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final int UPDATE_MILLIS = 200;
    private static final int COLUMNS = 78;
    private static final String ERASED_LINE = "\r\u001b[K";
    private static final long MEGABYTE = 1_000_000;

    private final Terminal terminal;
    private final boolean shown;
    private final String unit;
    private final long total;
    private final long beginNanos = System.nanoTime();
    private long done;
    private @Nullable ProgressBar bar;

    /**
     * Nothing is drawn yet.
     *
     * @param shown whether it may ever be
     * @param unit what is counted, in the plural; "bytes" are shown as megabytes
     * @param total how many there will be
     */
    public Progress(Terminal terminal, boolean shown, String unit, long total) {
        this.terminal = terminal;
        this.shown = shown;
        this.unit = unit;
        this.total = total;
    }

    /** So many more are done. */
    public void step(long count) {
        to(done + count);
    }

    /** So many are done in all. */
    public void to(long count) {
        done = count;
        if (bar == null && shown && done < total && System.nanoTime() - beginNanos > PATIENCE_NANOS) {
            bar = draw();
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    private ProgressBar draw() {
        boolean bytes = unit.equals("bytes");
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setInitialMax(total)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(terminal.showsUnicode() ? ProgressBarStyle.COLORFUL_UNICODE_BAR : ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(terminal.err(), COLUMNS))
                .clearDisplayOnFinish();
        return builder.setUnit(bytes ? " MB" : " " + unit, bytes ? MEGABYTE : 1).build();
    }

    /** Erases the bar, if there is one, so that a line can be written; it is drawn again below that. */
    void erase() {
        if (bar != null) {
            terminal.err().print(ERASED_LINE);
        }
    }

    /** Removes the bar. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            erase();
            bar = null;
        }
    }
}
