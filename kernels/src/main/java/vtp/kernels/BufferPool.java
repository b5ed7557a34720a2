package vtp.kernels;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Buffers that are lent out and given back, without locks and without allocation once there are enough of them. A thread gets the one that it gave
 * back, if nobody has taken it meanwhile: what is in it is still in the cache of that thread's core.
 */
final class BufferPool<T> {

    private final AtomicReferenceArray<T> idle;
    private final Supplier<T> maker;

    /** @param capacity how many idle buffers are kept; more than that are left to the garbage collector */
    BufferPool(int capacity, Supplier<T> maker) {
        this.idle = new AtomicReferenceArray<>(capacity);
        this.maker = maker;
    }

    T take() {
        int first = firstPlace();
        for (int i = 0; i < idle.length(); i++) {
            T buffer = idle.getAndSet((first + i) % idle.length(), null);
            if (buffer != null) {
                return buffer;
            }
        }
        return maker.get();
    }

    void give(T buffer) {
        int first = firstPlace();
        for (int i = 0; i < idle.length(); i++) {
            if (idle.compareAndSet((first + i) % idle.length(), null, buffer)) {
                return;
            }
        }
    }

    /** Threads made one after the other begin at different places. */
    private int firstPlace() {
        return (int) (Thread.currentThread().threadId() % idle.length());
    }
}
