package vtp.cli.console;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * Draws a progress bar, without colours: how much is done, the time that has elapsed or what was noted instead, and the
 * time that is left if that can be told: from what is done, or, before the first step is, from what a step is expected
 * to take. On a narrow screen the bar is shorter, and the time that has elapsed is left out.
 *
 * @param unit what is counted
 * @param perUnit how many of the steps make one of it
 * @param expected what one of it may take; zero if that is not known
 * @param unicode whether blocks can be shown
 */
record ProgressLine(String unit, long perUnit, Duration expected, boolean unicode) implements ProgressBarRenderer {
    private static final int BAR_COLUMNS = 24;
    private static final int LEAST_BAR_COLUMNS = 4;

    @Override
    public String render(ProgressState state, int columns) {
        long total = state.getMax();
        long done = Math.min(state.getCurrent(), total);
        Duration elapsed = state.getTotalElapsed();
        String note = state.getExtraMessage() == null ? "" : state.getExtraMessage();
        String count = String.format(
                Locale.ROOT,
                "%3d %%  %d/%d %s  ",
                total == 0 ? 0 : 100 * done / total,
                done / perUnit,
                total / perUnit,
                unit);
        String left = "left " + left(done, total, elapsed);
        String text = count + (note.isEmpty() ? "elapsed " + clock(elapsed) : note) + "  " + left;
        if (text.length() > columns) {
            text = count + left;
        }
        text = bar(total == 0 ? 0 : (double) done / total, Math.min(BAR_COLUMNS, columns - text.length() - 1)) + text;
        // As wide as any before, whose end would else remain behind it.
        String padded = text + " ".repeat(Math.max(0, columns - text.length()));
        return padded.substring(0, Math.max(0, columns));
    }

    /** A bar and a blank; nothing if there is no room for one that tells something. */
    private String bar(double share, int columns) {
        if (columns < LEAST_BAR_COLUMNS) {
            return "";
        }
        int full = (int) (share * columns);
        return (unicode ? "█" : "#").repeat(full) + (unicode ? "░" : ".").repeat(columns - full) + " ";
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
