package vtp.engine;

import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.network.BlockSteps;

/**
 * How far calls of a model have come, counted in blocks of the towers for pictures: for a picture of 4,096 × 4,096
 * pixels, say, each block takes a second or more.
 *
 * <pre>{@code
 * BlockProgress.watch(bar::step, () -> results.add(model.encode(pixels)));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class BlockProgress {
    private BlockProgress() {}

    /**
     * Calls of models.
     *
     * @param <X> what they may throw
     */
    public interface Calls<X extends Exception> {
        /** Makes them. */
        void run() throws X;
    }

    /**
     * Runs calls of models on this thread, and {@code afterBlock} on the same thread after each of their blocks.
     * Several pictures may go through a block together.
     */
    public static <X extends Exception> void watch(Runnable afterBlock, Calls<X> calls) throws X {
        BlockSteps.watch(afterBlock, calls::run);
    }

    /** How many blocks a picture goes through to become latents or features. */
    public static int ofEncode(VtpConfig config) {
        return config.trunk().depth();
    }

    /** How many blocks a picture goes through to become latents and a picture again. */
    public static int ofReconstruct(VtpConfig config) {
        return config.trunk().depth() + config.decoder().map(VitConfig::depth).orElse(0);
    }
}
