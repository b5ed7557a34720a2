package vtp.generation;

import vtp.engine.tensor.Latents;
import vtp.generation.config.DitConfig;

/**
 * Computes the velocity of a state between noise and latents: a {@link Generator}, or what has one compute elsewhere.
 *
 * @since 0.1.0
 */
public interface VelocityField {
    /** What messages call it. */
    String name();

    /** The architecture of the generator. */
    DitConfig config();

    /**
     * Velocities at one time.
     *
     * @param x states (B, C, h, w)
     * @param time from 0, noise, to 1; solvers also ask beyond
     * @param labels (B), of classes, or {@link DitConfig#noLabel}
     * @return (B, C, h, w)
     * @throws IllegalArgumentException for shapes that do not fit, labels that are none, and values that are not finite
     * @throws ArithmeticException if a velocity is not finite
     */
    Latents velocity(Latents x, float time, int[] labels);
}
