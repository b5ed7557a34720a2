package vtp.engine.text;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table that is made when it is first asked for, and kept. A class whose initializer runs out of memory can never be
 * used again; here whoever asks next tries again.
 */
final class Once<T> {
    private final Supplier<T> maker;
    private volatile @Nullable T made;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    /** Returns the table, or throws what its maker throws. */
    T get() {
        T table = made;
        return table != null ? table : make();
    }

    private synchronized T make() {
        T table = made;
        if (table == null) {
            table = maker.get();
            made = table;
        }
        return table;
    }
}
