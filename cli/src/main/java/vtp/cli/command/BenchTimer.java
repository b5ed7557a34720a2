package vtp.cli.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import vtp.engine.ComputePeak;

/** Times calls, and between them what the machine could do at most: clock rates depend on heat and on neighbours. */
final class BenchTimer implements AutoCloseable {
    private static final double NANOS = 1e9;

    /** How often the peak is measured, which takes some ten milliseconds. */
    private static final long PEAK_PERIOD_NANOS = 200_000_000;

    private final ComputePeak peak;
    private final double warmSeconds;
    private final Set<Runnable> warm = new HashSet<>();

    /**
     * Timings of a call.
     *
     * @param calls how many were timed
     * @param mean seconds of a call
     * @param median seconds of a call
     * @param best the fewest seconds
     * @param peak operations a second that the machine did at most meanwhile, the median of several measurements
     * @param largestPeak the largest of them
     */
    record Timing(int calls, double mean, double median, double best, double peak, double largestPeak) {
        /**
         * The peak to compare a rate with. Neighbours that were busy just when it was measured make it too low: then
         * the largest measurement counts, or even the rate itself, which was reached after all.
         */
        double peakFor(double rate) {
            return rate <= peak ? peak : Math.max(largestPeak, rate);
        }
    }

    /**
     * @param threads how many the calls use
     * @param warmSeconds how long to do something before it is timed for the first time, so that it is compiled
     */
    BenchTimer(int threads, double warmSeconds) {
        this.peak = new ComputePeak(threads);
        this.warmSeconds = warmSeconds;
    }

    /**
     * Times something until so many seconds have passed and so many calls were made.
     *
     * @param call the same object each time, for it is warmed up only once
     * @param begin is run before the first call that is timed
     */
    Timing time(Runnable call, double seconds, int leastCalls, Runnable begin) {
        if (warm.add(call)) {
            long end = System.nanoTime() + (long) (warmSeconds * NANOS);
            do {
                call.run();
            } while (System.nanoTime() < end);
        }
        List<Double> times = new ArrayList<>();
        List<Double> peaks = new ArrayList<>();
        peaks.add(peak.operationsPerSecond());
        call.run(); // after the pause, threads and caches are cold
        begin.run();
        long lastPeak = System.nanoTime();
        long end = lastPeak + (long) (seconds * NANOS);
        for (long now = lastPeak; now < end || times.size() < leastCalls; now = System.nanoTime()) {
            long start = System.nanoTime();
            call.run();
            long stop = System.nanoTime();
            times.add((stop - start) / NANOS);
            if (stop - lastPeak > PEAK_PERIOD_NANOS) {
                peaks.add(peak.operationsPerSecond());
                lastPeak = System.nanoTime();
            }
        }
        double mean = times.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double median = median(times);
        double peak = median(peaks);
        return new Timing(times.size(), mean, median, times.get(0), peak, peaks.get(peaks.size() - 1));
    }

    /** Sorts. */
    private static double median(List<Double> values) {
        values.sort(null);
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    @Override
    public void close() {
        peak.close();
    }
}
