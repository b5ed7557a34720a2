package vtp.engine.network;

/**
 * Says how far a call has come, after each block of a vision tower, to whoever waits for it on the same thread.
 *
 * @since 0.1.0
 */
public final class BlockSteps {
    private static final ScopedValue<Runnable> AFTER_BLOCK = ScopedValue.newInstance();

    private BlockSteps() {}

    /** What is run meanwhile. */
    public interface Calls<X extends Exception> {
        /** Calls a model. */
        void run() throws X;
    }

    /** Runs something while {@code afterBlock} is run after each block. */
    public static <X extends Exception> void watch(Runnable afterBlock, Calls<X> calls) throws X {
        ScopedValue.where(AFTER_BLOCK, afterBlock).call(() -> {
            calls.run();
            return calls;
        });
    }

    /** A block has run. */
    static void step() {
        if (AFTER_BLOCK.isBound()) {
            AFTER_BLOCK.get().run();
        }
    }
}
