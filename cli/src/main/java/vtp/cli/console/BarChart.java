package vtp.cli.console;

import java.util.List;
import java.util.Locale;

/** Probabilities as bars of characters. */
public final class BarChart {
    private static final int COLUMNS = 30;
    private static final int LONGEST_LABEL = 40;
    /** Eighths of a column. */
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

    /**
     * A labelled bar.
     *
     * @param share how much of the whole width it takes, 0 to 1
     */
    public record Bar(String label, float share) {}

    private BarChart() {}

    /**
     * A line for the title and one for each bar.
     *
     * @param unicode whether eighths of a column may be drawn
     */
    public static String of(String title, List<Bar> bars, boolean unicode) {
        int width = 0;
        for (Bar bar : bars) {
            width = Math.max(width, columns(shortened(bar.label())));
        }
        StringBuilder chart = new StringBuilder(title);
        for (Bar bar : bars) {
            String label = shortened(bar.label());
            chart.append("\n  ").append(label).repeat(' ', width - columns(label) + 2);
            chart.append(String.format(Locale.ROOT, "%5.1f %%", 100 * bar.share()));
            String drawn = drawn(bar.share(), unicode);
            chart.append(drawn.isEmpty() ? "" : "  ").append(drawn);
        }
        return chart.toString();
    }

    private static String drawn(float share, boolean unicode) {
        if (!unicode) {
            return "#".repeat(Math.round(share * COLUMNS));
        }
        int eighths = Math.round(share * COLUMNS * 8);
        String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
        return EIGHTHS.substring(8).repeat(eighths / 8) + rest;
    }

    private static String shortened(String label) {
        if (columns(label) <= LONGEST_LABEL) {
            return label;
        }
        return label.substring(0, label.offsetByCodePoints(0, LONGEST_LABEL - 3)) + "...";
    }

    private static int columns(String text) {
        return text.codePointCount(0, text.length());
    }
}
