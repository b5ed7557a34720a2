package vtp.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Gigabytes a second, as JMH divides the sum by the seconds of the iteration. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class MemoryRate {
    public double gigabytes;

    /** So many bytes were read or written. */
    void add(double bytes) {
        gigabytes += bytes / 1e9;
    }
}
