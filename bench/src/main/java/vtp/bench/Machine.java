package vtp.bench;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import vtp.kernels.FmaPeak;
import vtp.kernels.SimdKernels;
import vtp.kernels.Workers;

/** The threads, the kernels on them, and what the machine does at most, measured before each iteration. */
@State(Scope.Benchmark)
public class Machine {
    @Param({"1", "2"})
    int threads;

    Workers workers;
    SimdKernels kernels;
    double peak;

    private FmaPeak fma;

    @Setup
    public void start() {
        workers = new Workers(threads);
        kernels = new SimdKernels(workers);
        fma = new FmaPeak(workers);
    }

    @Setup(Level.Iteration)
    public void measurePeak() {
        peak = fma.operationsPerSecond();
    }

    @TearDown
    public void stop() {
        workers.close();
    }
}
