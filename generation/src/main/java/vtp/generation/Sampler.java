package vtp.generation;

import java.util.Arrays;
import java.util.OptionalDouble;
import vtp.engine.tensor.Latents;
import vtp.generation.config.SamplingConfig;

/**
 * Follows velocities from noise to latents.
 *
 * <p>Immutable; any number of threads may call it. With Euler's and Heun's methods a picture does not depend on the
 * others of its batch; with dopri5 it does, as in the reference: sample one at a time where that matters.
 *
 * @since 0.1.0
 */
public final class Sampler {
    private final VelocityField field;
    private final SamplingConfig config;

    /** A sampler of the latents that a {@link Generator} draws. */
    public Sampler(VelocityField field, SamplingConfig config) {
        this.field = field;
        this.config = config;
    }

    /** How many steps a picture takes. */
    public int steps() {
        return config.points() - 1;
    }

    /**
     * Samples a batch.
     *
     * @param noise (B, C, h, w), normally distributed: {@link Noise}
     * @param labels (B), each a class
     * @return normalised latents (B, C, h, w)
     * @throws IllegalArgumentException for shapes that do not fit, or a label that is no class
     * @throws ArithmeticException if a state is not finite
     */
    public Latents sample(Latents noise, int[] labels, SamplingListener listener) {
        for (int label : labels) {
            if (label < 0 || label >= field.config().classes()) {
                throw new IllegalArgumentException("label " + label + " is none of the "
                        + field.config().classes() + " classes, which are numbered from 0");
            }
        }
        Generator.check(field, noise, labels);
        float[] start = noise.data();
        OptionalDouble scale = config.guidanceScale();
        Velocity velocity;
        if (scale.isPresent()) {
            start = Arrays.copyOf(start, 2 * start.length);
            System.arraycopy(noise.data(), 0, start, noise.data().length, noise.data().length);
            velocity = new GuidedVelocity(
                    field, labels, scale.getAsDouble(), config.guidanceStart(), config.guidedChannels());
        } else {
            velocity = (time, x) -> field.velocity(Generator.batch(field.config(), x), time, labels)
                    .data();
        }
        OdeSolver.Arrival arrival =
                (point, state) -> listener.step(point, steps(), () -> first(state, noise.data().length));
        float[] end = OdeSolver.of(config).solve(velocity, start, TimeGrid.of(config), arrival);
        return first(end, noise.data().length);
    }

    private Latents first(float[] state, int count) {
        return Generator.batch(field.config(), Arrays.copyOf(state, count));
    }
}
