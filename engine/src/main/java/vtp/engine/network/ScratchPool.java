package vtp.engine.network;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the Java heap, lent to one call after the other: fresh memory costs a page fault for each 4 KiB. What
 * one large call has used is not kept for ever. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class ScratchPool implements AutoCloseable {
    /** A batch of eight 256 × 256 pictures through the large model takes 50 MB. */
    private static final long MAX_IDLE_BYTES = 128L << 20;

    /** A piece of memory and what frees it. */
    public record Block(Arena arena, MemorySegment memory) {}

    /** The longest unused first. */
    private final Deque<Block> idle = new ArrayDeque<>();

    private long idleBytes;
    private boolean closed;

    /** At least {@code bytes}, of any contents. */
    public Block take(long bytes) {
        Block block = takeIdle(bytes);
        if (block != null) {
            return block;
        }
        Arena arena = Arena.ofShared();
        return new Block(arena, arena.allocate(bytes, 64));
    }

    private synchronized @Nullable Block takeIdle(long bytes) {
        Block best = null;
        for (Block block : idle) {
            long size = block.memory().byteSize();
            if (size >= bytes && (best == null || size < best.memory().byteSize())) {
                best = block;
            }
        }
        if (best != null) {
            idle.remove(best);
            idleBytes -= best.memory().byteSize();
        }
        return best;
    }

    /** Takes a block back, which must no longer be used. */
    public synchronized void give(Block block) {
        long size = block.memory().byteSize();
        if (closed || size > MAX_IDLE_BYTES) {
            block.arena().close();
            return;
        }
        idle.addLast(block);
        idleBytes += size;
        while (idleBytes > MAX_IDLE_BYTES) {
            Block oldest = idle.removeFirst();
            idleBytes -= oldest.memory().byteSize();
            oldest.arena().close();
        }
    }

    /** Frees what is idle now, and from now on what is given back. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(block -> block.arena().close());
        idle.clear();
        idleBytes = 0;
    }
}
