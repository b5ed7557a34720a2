package vtp.generation;

import java.util.function.Supplier;
import vtp.engine.tensor.Latents;

/**
 * Is told how sampling goes on. What it throws ends the sampling.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SamplingListener {
    /** Does nothing. */
    SamplingListener NONE = (step, steps, state) -> {};

    /**
     * A step has been taken.
     *
     * @param step from 1
     * @param steps how many there will be
     * @param state normalised latents so far, made when asked for, during the call only
     */
    void step(int step, int steps, Supplier<Latents> state);
}
