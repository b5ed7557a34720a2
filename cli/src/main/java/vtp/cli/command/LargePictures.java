package vtp.cli.command;

import java.time.Duration;
import java.util.Locale;
import java.util.function.ToIntFunction;
import vtp.cli.console.Console;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.PreparationOptions.Plan;
import vtp.engine.BlockProgress;
import vtp.engine.ComputePeak;
import vtp.engine.Reconstruction;
import vtp.engine.config.FlopCount;
import vtp.engine.config.VtpConfig;

/**
 * Says what pictures of many tokens will cost before they are begun: attention grows with the square of their number.
 */
final class LargePictures {
    /** 1,600 pixels square; what has fewer takes seconds. */
    private static final long MANY_TOKENS = 10_000;
    /** Of the machine's peak, what the networks reach on pictures of that size. */
    private static final double SHARE_OF_PEAK = 0.6;

    private LargePictures() {}

    /**
     * What is done with a picture.
     *
     * @param blocks how many of the model's it goes through
     */
    record Work(Operations operations, ToIntFunction<VtpConfig> blocks) {
        static final Work ENCODE = new Work(FlopCount::encode, BlockProgress::ofEncode);
        static final Work CLASSIFY = new Work(FlopCount::imageFeature, BlockProgress::ofEncode);
        static final Work RECONSTRUCT = new Work(Reconstruction::operations, BlockProgress::ofReconstruct);
    }

    /** Counts floating-point operations for a picture of so many pixels. */
    interface Operations {
        long of(VtpConfig config, int height, int width);
    }

    /** Says it, if there is much to do, and lets the progress bar know how long a picture may take. */
    static void announce(Plan plan, VtpConfig config, ModelOptions model, Work work, Console console) {
        if (plan.tokens() < MANY_TOKENS) {
            return;
        }
        double operations = work.operations.of(config, plan.size(), plan.size());
        double seconds;
        try (ComputePeak peak = new ComputePeak(model.threads())) {
            seconds = operations / (SHARE_OF_PEAK * peak.operationsPerSecond());
        }
        console.note(String.format(
                Locale.ROOT,
                "vtp: a picture of %,d x %,d pixels is %,d tokens, %,.1f TFLOP: about %s on this machine",
                plan.size(),
                plan.size(),
                plan.tokens(),
                operations / 1e12,
                text(seconds)));
        console.expect(Duration.ofMillis((long) (seconds * 1e3)), work.blocks.applyAsInt(config));
    }

    private static String text(double seconds) {
        if (seconds < 100) {
            return Math.round(seconds) + " s";
        }
        return seconds < 6000
                ? Math.round(seconds / 60) + " min"
                : String.format(Locale.ROOT, "%.1f hours", seconds / 3600);
    }
}
