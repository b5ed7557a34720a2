package vtp.kernels;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What the items of a job have thrown, on any thread: the first is kept, and the others are its suppressed ones. */
final class Failures {

    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    /** Calls {@code body} for {@code item}, and keeps what it throws. */
    @SuppressWarnings("ReferenceEquality") // a throwable must not be its own suppressed one
    void collectFrom(IntConsumer body, int item) {
        try {
            body.accept(item);
        } catch (Throwable thrown) {
            Throwable earlier = first.compareAndExchange(null, thrown);
            if (earlier != null && earlier != thrown) {
                earlier.addSuppressed(thrown);
            }
        }
    }

    void clear() {
        first.set(null);
    }

    void throwFirst() {
        Throwable thrown = first.get();
        if (thrown != null) {
            Failures.<RuntimeException>throwAs(thrown);
        }
    }

    /** Also what is checked, for a body written in another language may throw it. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAs(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
