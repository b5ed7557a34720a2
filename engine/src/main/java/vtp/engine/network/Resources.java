package vtp.engine.network;

import java.util.function.Function;
import vtp.kernels.HugePages;
import vtp.kernels.Kernels;
import vtp.kernels.Workers;

/** What a network runs on: threads, kernels, memory for weights, and buffers; closed together. */
final class Resources implements AutoCloseable {
    private final Workers workers;
    private final Kernels kernels;
    private final HugePages weights;
    private final ScratchPool buffers = new ScratchPool();

    /**
     * Starts the threads.
     *
     * @param weightBytes about how many bytes of weights there will be
     * @param makeKernels makes the kernels that share the workers given to it
     */
    Resources(int threads, long weightBytes, Function<Workers, Kernels> makeKernels) {
        weights = new HugePages(weightBytes); // which takes nothing yet
        workers = new Workers(threads);
        try {
            kernels = makeKernels.apply(workers);
        } catch (Throwable e) {
            workers.close();
            throw e;
        }
    }

    Workers workers() {
        return workers;
    }

    Kernels kernels() {
        return kernels;
    }

    /** Memory that is freed by {@link #close} alone. */
    HugePages weights() {
        return weights;
    }

    /** Memory that is lent to a call. */
    ScratchPool buffers() {
        return buffers;
    }

    @Override
    public void close() {
        workers.close();
        kernels.close();
        buffers.close();
        weights.close();
    }
}
