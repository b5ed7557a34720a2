package vtp.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Floating-point operations a second, and how much of the peak that is. JMH divides both sums by the seconds of the
 * iteration, the mode being throughput and the unit the second.
 */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class ComputeRate {
    public double gflops;
    public double percentOfPeak;

    /** So many operations were done. */
    void add(double operations, Machine machine) {
        gflops += operations / 1e9;
        percentOfPeak += 100 * operations / machine.peak;
    }
}
