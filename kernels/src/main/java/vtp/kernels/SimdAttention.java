package vtp.kernels;

import java.lang.foreign.Arena;
import java.util.function.Supplier;

/**
 * Attention by {@link Tile}: a thread packs the keys and values of a head for itself, and takes {@link AttentionBlock}
 * past them. Keys come {@link AttentionBlock#KEYS_AT_ONCE} at a time with a running softmax (Dao et al.,
 * arXiv:2205.14135), so the scores stay in cache and memory grows with the number of tokens only.
 *
 * <p>A head is one piece of work, if there are heads enough for all threads; else its queries are shared, and each part
 * packs the head again: that costs less than to wait for each other, and to fetch what another core has just written.
 */
final class SimdAttention implements AutoCloseable {

    /** So many pieces for each thread, at least: a thread that is late by one holds up the others by little. */
    private static final int PIECES_PER_THREAD = 2;

    private final Workers workers;
    private final BufferPool<Buffers> buffers;

    SimdAttention(Workers workers, Supplier<Arena> arenas) {
        this.workers = workers;
        buffers = new BufferPool<>(2 * workers.threads(), () -> new Buffers(arenas), Buffers::close);
    }

    /** See {@link Kernels#attention}. */
    void attention(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y) {
        int sequences = ShapeChecks.attention(q, k, v, heads, queryStarts, keyStarts, causal, y);
        int width = q.cols() / heads;
        int longest = 0;
        for (int s = 0; s < sequences; s++) {
            longest = Math.max(longest, queryStarts[s + 1] - queryStarts[s]);
        }
        int tiles = Math.max(1, Math.ceilDiv(longest, Tile.ROWS));
        int wanted = Math.ceilDiv(PIECES_PER_THREAD * workers.threads(), Math.max(1, sequences * heads));
        int partRows = Math.ceilDiv(tiles, Math.min(wanted, tiles)) * Tile.ROWS;
        int parts = Math.ceilDiv(longest, partRows);
        workers.run(sequences * heads * parts, item -> {
            int column = item % heads * width;
            int sequence = item / heads % sequences;
            int first = queryStarts[sequence] + item / heads / sequences * partRows;
            int end = Math.min(queryStarts[sequence + 1], first + partRows);
            if (first < end) {
                Buffers own = buffers.take();
                try {
                    int keys = keyStarts[sequence];
                    long since = workers.clock().now();
                    own.head.pack(k, v, keys, keyStarts[sequence + 1] - keys, column, width);
                    workers.clock().packed(since);
                    for (int row = first; row < end; row += AttentionBlock.ROWS) {
                        int rows = Math.min(AttentionBlock.ROWS, end - row);
                        own.block.attend(own.head, q, row, rows, column, row - queryStarts[sequence], causal, y);
                    }
                } finally {
                    buffers.give(own);
                }
            }
        });
    }

    @Override
    public void close() {
        buffers.close();
    }

    /** What one thread needs: the head it is at, and its queries. */
    private static final class Buffers implements AutoCloseable {
        private final PackedHead head;
        private final AttentionBlock block;

        Buffers(Supplier<Arena> arenas) {
            head = new PackedHead(arenas);
            block = new AttentionBlock(arenas);
        }

        @Override
        public void close() {
            head.close();
            block.close();
        }
    }
}
