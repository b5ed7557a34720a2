package vtp.engine;

import java.util.function.Supplier;

/** Lets calls in until it is closed, and frees what they use when the last of them has ended. */
final class CallGate implements AutoCloseable {
    private final String name;
    private final Runnable free;
    private int calls;
    private boolean closed;

    CallGate(String name, Runnable free) {
        this.name = name;
        this.free = free;
    }

    /** Runs a call. @throws IllegalStateException after {@link #close} */
    <T> T call(Supplier<T> body) {
        enter();
        try {
            return body.get();
        } finally {
            leave();
        }
    }

    /** Runs a call that returns nothing, as {@link #call} does. */
    void run(Runnable body) {
        enter();
        try {
            body.run();
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        if (closed) {
            throw new IllegalStateException("model " + name + " is closed");
        }
        calls++;
    }

    private synchronized void leave() {
        calls--;
        if (closed && calls == 0) {
            free.run();
        }
    }

    /** Lets no more calls in. Those in progress finish; memory is freed after the last, or at once if none is. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (calls == 0) {
                free.run();
            }
        }
    }
}
