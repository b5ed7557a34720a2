package vtp.generation.config;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How latents are sampled, as a trainer's file has it.
 *
 * @param solver how the path is followed
 * @param points of the time grid, at least 2: one more than Euler has steps
 * @param shift of the grid towards its beginning, above 0; 0: none
 * @param guidance scale of classifier-free guidance; 1 or less: none
 * @param guidanceStart the time from which on it guides
 * @param guidedChannels how many of the latents' channels it guides, from the first on, if there are so many
 * @param atol absolute tolerance of {@link Solver#DOPRI5}
 * @param rtol relative tolerance of the same
 * @since 0.1.0
 */
public record SamplingConfig(
        Solver solver,
        int points,
        double shift,
        double guidance,
        double guidanceStart,
        int guidedChannels,
        double atol,
        double rtol) {

    /** The channels that the reference guides, whatever their number. */
    public static final int REFERENCE_CHANNELS = 3;

    /** More channels than any latents have. */
    public static final int ALL_CHANNELS = Integer.MAX_VALUE;

    /** More points than any grid of float32 times has use for. */
    public static final int MOST_POINTS = 1 << 20;

    /** What is done where no file says more: VTP's own settings. */
    public static SamplingConfig usual() {
        return new SamplingConfig(Solver.EULER, 250, 0.075, 1, 0, REFERENCE_CHANNELS, 1e-6, 1e-3);
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException that names the first that is impossible
     */
    public SamplingConfig {
        if (points < 2 || points > MOST_POINTS) {
            throw new IllegalArgumentException("number of points is " + points + ", must be from 2 to " + MOST_POINTS);
        }
        if (guidedChannels < 1) {
            throw new IllegalArgumentException(
                    "number of guided channels is " + guidedChannels + ", must be 1 or more");
        }
        number("timestep shift", shift, 0);
        number("guidance scale", guidance, 0);
        number("start of guidance", guidanceStart, 0);
        number("atol", atol, Double.MIN_VALUE);
        number("rtol", rtol, 0);
    }

    private static void number(String what, double value, double least) {
        if (!(value >= least && value < 1e9)) {
            throw new IllegalArgumentException(
                    what + " is " + value + ", must be " + (least == 0 ? "0 or more" : "more than 0"));
        }
    }

    /** The scale, if it guides at all. */
    public OptionalDouble guidanceScale() {
        return guidance > 1 ? OptionalDouble.of(guidance) : OptionalDouble.empty();
    }

    /** One line: what is done. */
    public String summary() {
        String guides = guidanceScale().isEmpty()
                ? ""
                : ", guidance " + guidance + " of " + (guidedChannels == ALL_CHANNELS ? "all" : guidedChannels)
                        + " channels" + (guidanceStart > 0 ? " from " + guidanceStart : "");
        String tolerances = solver == Solver.DOPRI5 ? ", atol " + atol + ", rtol " + rtol : "";
        return solver.name().toLowerCase(Locale.ROOT) + ", " + points + " points, shift " + shift + guides + tolerances;
    }
}
