package vtp.generation.config;

/**
 * How the path from noise to latents is followed.
 *
 * @since 0.1.0
 */
public enum Solver {
    /** A call a step, straight on. */
    EULER,
    /** Two calls a step: the mean of the velocities at both ends. */
    HEUN,
    /** Dormand and Prince's method of order 5, whose steps follow an estimate of the error. */
    DOPRI5
}
