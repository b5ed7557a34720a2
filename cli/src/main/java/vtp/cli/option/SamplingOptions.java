package vtp.cli.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vtp.cli.console.UsageException;
import vtp.generation.config.SamplingConfig;
import vtp.generation.config.Solver;

/** How latents are sampled, where it is not to be as the generator's configuration has it. */
public final class SamplingOptions {
    @Option(
            names = "--solver",
            paramLabel = "METHOD",
            converter = EnumConverter.OfSolver.class,
            completionCandidates = EnumConverter.OfSolver.class,
            description = "euler, heun or dopri5. Default, here and below: as the generator's configuration has it;"
                    + " without one as VTP does it: euler.")
    private @Nullable Solver solver;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "As the reference counts them: N points of time, so N − 1 steps. VTP: 250.")
    private @Nullable Integer steps;

    @Option(
            names = "--shift",
            paramLabel = "S",
            description = "Shift of these times towards the beginning, such as 0.3; 0: none. VTP: 0.075.")
    private @Nullable Double shift;

    @Option(
            names = "--cfg-scale",
            paramLabel = "S",
            description = "Scale of classifier-free guidance; 1: none, as VTP does it. Guidance doubles the work.")
    private @Nullable Double scale;

    @Option(names = "--cfg-start", paramLabel = "T", description = "Guide from this time on, 0 to 1. VTP: 0.")
    private @Nullable Double start;

    @Option(
            names = "--cfg-channels",
            paramLabel = "N",
            description = "Guide the first N channels of the latents, or \"all\". Default: 3, as the reference does.")
    private @Nullable String channels;

    @Option(names = "--atol", paramLabel = "A", description = "Absolute tolerance of dopri5. Default: 1e-6.")
    private @Nullable Double atol;

    @Option(names = "--rtol", paramLabel = "R", description = "Relative tolerance of dopri5. Default: 1e-3.")
    private @Nullable Double rtol;

    /**
     * The settings, where none is asked for as {@code usual} has it.
     *
     * @throws UsageException if one is impossible
     */
    public SamplingConfig of(SamplingConfig usual) {
        try {
            return new SamplingConfig(
                    solver == null ? usual.solver() : solver,
                    steps == null ? usual.points() : steps,
                    shift == null ? usual.shift() : shift,
                    scale == null ? usual.guidance() : scale,
                    start == null ? usual.guidanceStart() : start,
                    channels == null ? usual.guidedChannels() : channels(channels),
                    atol == null ? usual.atol() : atol,
                    rtol == null ? usual.rtol() : rtol);
        } catch (IllegalArgumentException e) {
            throw new UsageException("sampling: " + e.getMessage(), e);
        }
    }

    private static int channels(String text) {
        try {
            return text.equals("all") ? SamplingConfig.ALL_CHANNELS : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new UsageException("--cfg-channels \"" + text + "\": must be a number or \"all\"", e);
        }
    }
}
