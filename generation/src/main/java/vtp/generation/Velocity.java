package vtp.generation;

/** The right side of the equation dx / dt = v(x, t) that a solver follows. */
@FunctionalInterface
interface Velocity {
    /** Velocities of a state at a time: a new array, as long as {@code x}, which is left as it is. */
    float[] at(float time, float[] x);
}
