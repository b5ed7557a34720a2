package vtp.cli.console;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * Draws a progress bar, without colours: how much is done, the time that has elapsed or what was noted instead, and the
 * time that is left if that can be told: from what is done, or, before the first step is, from what a step is expected
 * to take.
 *
 * @param unit what is counted
 * @param perUnit how many of the steps make one of it
 * @param expected what one of it may take; zero if that is not known
 * @param unicode whether blocks can be shown
 */
record ProgressLine(String unit, long perUnit, Duration expected, boolean unicode) implements ProgressBarRenderer {
    private static final int BAR_COLUMNS = 24;

    @Override
    public String render(ProgressState state, int columns) {
        long total = state.getMax();
        long done = Math.min(state.getCurrent(), total);
        Duration elapsed = state.getTotalElapsed();
        String note = state.getExtraMessage() == null ? "" : state.getExtraMessage();
        String text = String.format(
                Locale.ROOT,
                "%s %3d %%  %d/%d %s  %s  left %s",
                bar(total == 0 ? 0 : (double) done / total),
                total == 0 ? 0 : 100 * done / total,
                done / perUnit,
                total / perUnit,
                unit,
                note.isEmpty() ? "elapsed " + clock(elapsed) : note,
                left(done, total, elapsed));
        // As wide as any before, whose end would else remain behind it.
        String padded = text + " ".repeat(Math.max(0, columns - text.length()));
        return padded.substring(0, Math.max(0, columns));
    }

    private String bar(double share) {
        int full = (int) (share * BAR_COLUMNS);
        return (unicode ? "█" : "#").repeat(full) + (unicode ? "░" : ".").repeat(BAR_COLUMNS - full);
    }

    private String left(long done, long total, Duration elapsed) {
        if (done > 0) {
            return clock(Duration.ofMillis((long) ((double) elapsed.toMillis() * (total - done) / done)));
        }
        Duration left = expected.multipliedBy(total / perUnit).minus(elapsed);
        return expected.isZero() || left.isNegative() ? "?" : "some " + clock(left);
    }

    /** "0:07", "12:00", "3:05:09". */
    private static String clock(Duration time) {
        return time.toHours() == 0
                ? String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart())
                : String.format(
                        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
