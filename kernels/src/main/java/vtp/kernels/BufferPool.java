package vtp.kernels;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Buffers that are lent out and given back, without locks and without allocation once there are enough of them. A
 * thread gets the one that it gave back, if nobody has taken it meanwhile: what is in it is still in the cache of that
 * thread's core.
 *
 * <p>There are never more buffers than are lent out and the capacity together: what is given back to a full pool, or to
 * a closed one, is freed.
 */
final class BufferPool<T> implements AutoCloseable {

    private final AtomicReferenceArray<T> idle;
    private final Supplier<T> maker;
    private final Consumer<T> free;
    private volatile boolean closed;

    /**
     * A pool of buffers on the heap, which the garbage collector frees.
     *
     * @param capacity how many idle buffers are kept
     */
    BufferPool(int capacity, Supplier<T> maker) {
        this(capacity, maker, buffer -> {});
    }

    /** @param free frees a buffer that is not kept */
    BufferPool(int capacity, Supplier<T> maker, Consumer<T> free) {
        this.idle = new AtomicReferenceArray<>(capacity);
        this.maker = maker;
        this.free = free;
    }

    /** Returns a buffer that nobody else has, to be given back in a {@code finally}. */
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
                if (closed) {
                    freeIdle();
                }
                return;
            }
        }
        free.accept(buffer);
    }

    /** Frees the idle buffers now, and the others as they are given back. */
    @Override
    public void close() {
        closed = true;
        freeIdle();
    }

    private void freeIdle() {
        for (int i = 0; i < idle.length(); i++) {
            T buffer = idle.getAndSet(i, null);
            if (buffer != null) {
                free.accept(buffer);
            }
        }
    }

    /** Threads made one after the other begin at different places. */
    private int firstPlace() {
        return (int) (Thread.currentThread().threadId() % idle.length());
    }
}
