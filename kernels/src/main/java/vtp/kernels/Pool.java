package vtp.kernels;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Buffers that are lent out and given back, without locks and without allocation once there are enough of them.
 */
final class Pool<T> {

    private final AtomicReferenceArray<T> idle;
    private final Supplier<T> maker;

    /** @param capacity how many idle buffers are kept; more than that are left to the garbage collector */
    Pool(int capacity, Supplier<T> maker) {
        this.idle = new AtomicReferenceArray<>(capacity);
        this.maker = maker;
    }

    T take() {
        for (int i = 0; i < idle.length(); i++) {
            T buffer = idle.getAndSet(i, null);
            if (buffer != null) {
                return buffer;
            }
        }
        return maker.get();
    }

    void give(T buffer) {
        for (int i = 0; i < idle.length(); i++) {
            if (idle.compareAndSet(i, null, buffer)) {
                return;
            }
        }
    }
}
