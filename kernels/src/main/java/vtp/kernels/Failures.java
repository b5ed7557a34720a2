package vtp.kernels;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What the items of a job have thrown, on any thread: the first is kept, and the others are its suppressed ones. */
final class Failures {

    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
    private final BiConsumer<Throwable, Throwable> suppress;

    Failures() {
        this(Throwable::addSuppressed);
    }

    /** @param suppress notes the second throwable in the first */
    Failures(BiConsumer<Throwable, Throwable> suppress) {
        this.suppress = suppress;
    }

    /** Calls {@code body} for {@code item}, and keeps what it throws. Throws nothing: a job waits for all its items. */
    @SuppressWarnings("ReferenceEquality") // a throwable must not be its own suppressed one
    void collectFrom(IntConsumer body, int item) {
        try {
            body.accept(item);
        } catch (Throwable thrown) {
            Throwable earlier = first.compareAndExchange(null, thrown);
            if (earlier != null && earlier != thrown) {
                addTo(earlier, thrown);
            }
        }
    }

    private void addTo(Throwable earlier, Throwable thrown) {
        try {
            suppress.accept(earlier, thrown);
        } catch (OutOfMemoryError e) {
            // No memory to note it, as is likely if that is what has been thrown; the first one tells.
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
