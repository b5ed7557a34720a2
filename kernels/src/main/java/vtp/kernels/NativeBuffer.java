package vtp.kernels;

import java.lang.foreign.Arena;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap that grows and is used again, for one thread at a time. It has an arena to itself, so that it
 * can be freed alone: what an arena shared with others has given out stays until all of it is closed.
 */
final class NativeBuffer implements AutoCloseable {

    private static final long ALIGNMENT_BYTES = 64;

    private final Supplier<Arena> arenas;
    private @Nullable Arena arena;
    private long bytes;
    private long address;

    /** @param arenas makes arenas that any thread may close */
    NativeBuffer(Supplier<Arena> arenas) {
        this.arenas = arenas;
    }

    /**
     * Returns the address of at least {@code wanted} bytes; what was in the buffer is lost if that is more than it had.
     */
    long reserve(long wanted) {
        if (bytes < wanted) {
            close();
            Arena larger = arenas.get();
            arena = larger;
            address = larger.allocate(wanted, ALIGNMENT_BYTES).address();
            bytes = wanted;
        }
        return address;
    }

    /** Returns where the bytes reserved last begin. */
    long address() {
        return address;
    }

    /** Frees the memory; the buffer is then as new. */
    @Override
    public void close() {
        Arena old = arena;
        arena = null;
        bytes = 0;
        address = 0;
        if (old != null) {
            old.close();
        }
    }
}
