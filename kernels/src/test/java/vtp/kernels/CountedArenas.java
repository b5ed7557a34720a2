package vtp.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Arenas that count the bytes allocated from them and not yet freed. */
final class CountedArenas implements Supplier<Arena> {

    private final AtomicLong liveBytes = new AtomicLong();
    private volatile boolean exhausted;

    long liveBytes() {
        return liveBytes.get();
    }

    /** Whether there is no memory left for another arena. */
    void setExhausted(boolean exhausted) {
        this.exhausted = exhausted;
    }

    @Override
    public Arena get() {
        if (exhausted) {
            throw new OutOfMemoryError("as the test wants it");
        }
        Arena arena = Arena.ofShared();
        AtomicLong ownBytes = new AtomicLong();
        return new Arena() {
            @Override
            public MemorySegment allocate(long bytes, long alignmentBytes) {
                ownBytes.addAndGet(bytes);
                liveBytes.addAndGet(bytes);
                return arena.allocate(bytes, alignmentBytes);
            }

            @Override
            public MemorySegment.Scope scope() {
                return arena.scope();
            }

            @Override
            public void close() {
                arena.close();
                liveBytes.addAndGet(-ownBytes.get());
            }
        };
    }
}
