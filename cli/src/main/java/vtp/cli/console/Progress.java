package vtp.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A bar on standard error that appears when the work has taken a second, even if its first step has not ended by then.
 */
public final class Progress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int UPDATE_MILLIS = 200;
    private static final int COLUMNS = 78;
    private static final String ERASED_LINE = "\r\u001b[K";
    private static final long MEGABYTE = 1_000_000;

    private final Terminal terminal;
    private final String unit;
    private final long total;
    private final int perUnit;
    private final Duration expected;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long done;
    private String note = "";
    private @Nullable ProgressBar bar;

    /**
     * Nothing is drawn yet.
     *
     * @param shown whether it may ever be
     * @param unit what is counted, in the plural; "bytes" are shown as megabytes
     * @param units how many there will be
     * @param perUnit how many steps make one of them
     * @param expected what each may take; zero if that is not known
     */
    public Progress(Terminal terminal, boolean shown, String unit, long units, int perUnit, Duration expected) {
        this.terminal = terminal;
        this.unit = unit;
        this.perUnit = perUnit;
        total = units * perUnit;
        this.expected = expected;
        if (shown && units > 0) {
            Thread.ofVirtual().start(this::drawInASecond);
        }
    }

    /** So many more steps are done. */
    public synchronized void step(long count) {
        to(done + count);
    }

    /** Something to be shown in place of the time that has elapsed. */
    public synchronized void note(String text) {
        note = text;
        if (bar != null) {
            bar.setExtraMessage(text);
        }
    }

    /** So many steps are done in all. */
    public synchronized void to(long count) {
        done = count;
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    private void drawInASecond() {
        try {
            if (!closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                draw();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void draw() {
        if (closed.getCount() == 0 || done >= total) {
            return;
        }
        boolean bytes = unit.equals("bytes");
        bar = new ProgressBarBuilder()
                .setInitialMax(total)
                .startsFrom(0, PATIENCE)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .continuousUpdate()
                .setRenderer(new ProgressLine(
                        bytes ? "MB" : unit, bytes ? MEGABYTE : perUnit, expected, terminal.showsUnicode()))
                .setConsumer(consumer())
                .clearDisplayOnFinish()
                .build();
        bar.setExtraMessage(note);
        bar.stepTo(done);
    }

    /** The last column of a screen stays free: a full line may begin another. */
    private ConsoleProgressBarConsumer consumer() {
        ScreenWidth screen = new ScreenWidth(terminal);
        return new ConsoleProgressBarConsumer(terminal.err()) {
            @Override
            public int getMaxRenderedLength() {
                return Math.min(COLUMNS, screen.columns() - 1);
            }
        };
    }

    /** Erases the bar, if there is one, so that a line can be written; it is drawn again below that. */
    synchronized void erase() {
        if (bar != null) {
            terminal.err().print(ERASED_LINE);
        }
    }

    /** Removes the bar. */
    @Override
    public synchronized void close() {
        closed.countDown();
        if (bar != null) {
            bar.close();
            terminal.err().print(ERASED_LINE);
            bar = null;
        }
    }
}
