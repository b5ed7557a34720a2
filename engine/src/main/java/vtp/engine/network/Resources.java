package vtp.engine.network;

import java.util.function.Function;
import vtp.engine.config.ModelException;
import vtp.engine.config.WeightType;
import vtp.kernels.HugePages;
import vtp.kernels.Kernels;
import vtp.kernels.PackedLinear;
import vtp.kernels.Workers;

/**
 * What a network runs on: threads, kernels, memory for weights, and buffers; closed together.
 *
 * @since 0.1.0
 */
public final class Resources implements AutoCloseable {
    private final Workers workers;
    private final Kernels kernels;
    private final HugePages weights;
    private final ScratchPool buffers = new ScratchPool();

    /**
     * Starts the threads.
     *
     * @param name what messages call the network
     * @param weightBytes about how many bytes of weights there will be
     * @param makeKernels makes the kernels that share the workers given to it, {@link Kernels#create} for one
     * @throws ModelException if the machine or container has not so much memory
     */
    public Resources(String name, int threads, long weightBytes, Function<Workers, Kernels> makeKernels)
            throws ModelException {
        MemoryLimit.check(name, weightBytes);
        weights = new HugePages(weightBytes); // which takes nothing yet
        workers = new Workers(threads);
        try {
            kernels = makeKernels.apply(workers);
        } catch (Throwable e) {
            workers.close();
            throw e;
        }
    }

    /** How layers are kept. */
    static PackedLinear.Storage storage(WeightType type) {
        return type == WeightType.BF16 ? PackedLinear.Storage.BF16 : PackedLinear.Storage.F32;
    }

    /** The threads that share each operation. */
    public Workers workers() {
        return workers;
    }

    /** What computes. */
    public Kernels kernels() {
        return kernels;
    }

    /** Memory that is freed by {@link #close} alone. */
    public HugePages weights() {
        return weights;
    }

    /** Memory that is lent to a call. */
    public ScratchPool buffers() {
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
