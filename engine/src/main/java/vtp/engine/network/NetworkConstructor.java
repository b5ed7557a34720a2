package vtp.engine.network;

import java.io.IOException;
import vtp.kernels.Kernels;

/**
 * The constructors of a network, whatever answers their questions.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface NetworkConstructor {
    /**
     * Constructs the network.
     *
     * @param source answers what the constructors ask for
     * @param buffers lends memory to calls
     * @param kernels compute
     * @throws IOException what the source throws
     */
    void construct(ParameterSource source, ScratchPool buffers, Kernels kernels) throws IOException;
}
