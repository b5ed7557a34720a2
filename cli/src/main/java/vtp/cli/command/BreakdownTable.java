package vtp.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import vtp.engine.Breakdown;

/** Where the time of a task went, by kind of operation: as lines for a person, and as JSON. */
final class BreakdownTable {
    private static final String HEADING = "  operation           ms    share   GFLOP/s  of peak  packing  waiting";

    /** What is between the operations: copies of pictures and results, by one thread. */
    private static final String BETWEEN = "between";

    private final List<Line> lines = new ArrayList<>();

    /**
     * A kind of operation.
     *
     * @param seconds of a call of the task
     * @param share of the task's time
     * @param packing share of the threads' time
     * @param waiting share of the threads' time
     * @param rate operations a second, 0 if it has no matrix products
     * @param ofPeak the rate, divided by the peak
     */
    private record Line(
            String operation,
            double seconds,
            double share,
            double packing,
            double waiting,
            double rate,
            double ofPeak) {}

    /**
     * Makes it.
     *
     * @param rows what the operations of all calls took together
     * @param threads how many shared them
     */
    BreakdownTable(List<Breakdown.Row> rows, BenchTimer.Timing timing, int threads) {
        double between = timing.mean();
        for (Breakdown.Row row : rows) {
            double seconds = row.seconds() / timing.calls();
            double rate = row.operations() / row.seconds();
            double peak = timing.peakFor(rate);
            lines.add(new Line(
                    row.operation(),
                    seconds,
                    seconds / timing.mean(),
                    row.packing(),
                    row.waiting(),
                    rate,
                    rate / peak));
            between -= seconds;
        }
        double rest = Math.max(0, between);
        lines.add(new Line(BETWEEN, rest, rest / timing.mean(), 0, 1 - 1.0 / threads, 0, 0));
    }

    String text() {
        StringBuilder text = new StringBuilder(HEADING);
        for (Line line : lines) {
            text.append(String.format(
                    Locale.ROOT, "%n  %-14s %7.3f %6.1f %%", line.operation, 1e3 * line.seconds, 100 * line.share));
            text.append(
                    line.rate > 0
                            ? String.format(Locale.ROOT, " %9.1f %6.1f %%", line.rate / 1e9, 100 * line.ofPeak)
                            : " ".repeat(19));
            text.append(String.format(Locale.ROOT, " %6.1f %% %6.1f %%", 100 * line.packing, 100 * line.waiting));
        }
        return text.toString();
    }

    void write(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("breakdown");
        for (Line line : lines) {
            json.writeStartObject();
            json.writeStringField("operation", line.operation);
            json.writeNumberField("ms", 1e3 * line.seconds);
            json.writeNumberField("share", line.share);
            if (line.rate > 0) {
                json.writeNumberField("gflops", line.rate / 1e9);
                json.writeNumberField("of_peak", line.ofPeak);
            }
            json.writeNumberField("packing", line.packing);
            json.writeNumberField("waiting", line.waiting);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
