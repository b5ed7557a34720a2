package vtp.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import vtp.engine.config.LoadOptions;
import vtp.engine.files.ModelSource;
import vtp.kernels.Kernels;
import vtp.kernels.TimedKernels;
import vtp.kernels.Workers;

/**
 * Where the time of a model's calls goes: to which operations, and how much of it threads spend packing and waiting.
 * The model that it loads is timed for as long as it lives, which makes its calls less than two percent longer.
 *
 * <p>For one caller at a time.
 *
 * @since 0.1.0
 */
public final class Breakdown {

    /**
     * What operations of one kind took.
     *
     * @param operation what they do
     * @param calls how many there were
     * @param seconds from call to return, all calls together
     * @param packing the share of the threads' time in which they copied their operands for the register tile
     * @param waiting the share of the threads' time in which they had nothing to do, but to wait for another
     * @param operations floating-point operations of matrix products; 0 where there are none
     */
    public record Row(
            String operation, long calls, double seconds, double packing, double waiting, double operations) {}

    private final List<TimedKernels> timed = new ArrayList<>();
    private int threads = 1;

    /** Makes one that has timed nothing yet. */
    public Breakdown() {}

    /**
     * Reads a model as {@link VtpModel#load(ModelSource, LoadOptions)} does, and times it from then on.
     *
     * @throws IOException if a file is malformed or cannot be read
     */
    public VtpModel load(ModelSource files, LoadOptions options) throws IOException {
        threads = options.threads();
        VtpModel model = VtpModel.load(files, options, this::time);
        reset(); // what was compiled meanwhile
        return model;
    }

    private synchronized Kernels time(Workers workers) {
        TimedKernels kernels = new TimedKernels(workers, Kernels.create(workers));
        timed.add(kernels);
        return kernels;
    }

    /** Forgets all calls so far. */
    public synchronized void reset() {
        timed.forEach(TimedKernels::reset);
    }

    /** Returns what each kind of operation took since the last {@link #reset}; a kind that did not occur has no row. */
    public synchronized List<Row> rows() {
        Map<TimedKernels.Operation, TimedKernels.Times> sums = new EnumMap<>(TimedKernels.Operation.class);
        for (TimedKernels kernels : timed) {
            kernels.times().forEach((operation, times) -> sums.merge(operation, times, TimedKernels.Times::plus));
        }
        List<Row> rows = new ArrayList<>();
        sums.forEach((operation, times) -> rows.add(row(name(operation), times)));
        return rows;
    }

    private Row row(String operation, TimedKernels.Times times) {
        double all = (double) threads * times.nanos();
        return new Row(
                operation,
                times.calls(),
                times.nanos() / 1e9,
                times.packedNanos() / all,
                Math.max(0, 1 - times.workedNanos() / all),
                times.products());
    }

    private static String name(TimedKernels.Operation operation) {
        return switch (operation) {
            case QKV -> "qkv";
            case ATTENTION -> "attention";
            case PROJECTION -> "projection";
            case FEED_FORWARD -> "feed-forward";
            case LINEAR -> "other linear";
            case NORM -> "norms";
            case ROTARY -> "rotary";
            case OTHER -> "other";
        };
    }
}
