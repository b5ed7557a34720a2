package vtp.kernels;

import java.lang.foreign.Arena;

/**
 * Attention by {@link Tile}, computed transposed so that nothing between the two products is ever rearranged.
 *
 * <p>For a block of {@link Tile#COLUMNS} queries, one in each lane: Sᵀ = K Qᵀ (keys × queries) stands in memory exactly as the second product
 * Oᵀ = Vᵀ Pᵀ wants its right operand, and the softmax over keys goes down the rows, lane by lane, without a horizontal step. Keys are taken
 * {@link QueryBlock#KEYS_AT_ONCE} at a time with a running maximum and sum (Milakov and Gimelshein, arXiv:1805.02867; Dao et al., arXiv:2205.14135), so
 * the scores of a block stay in cache and memory grows with the number of tokens only.
 */
final class SimdAttention {

    /** Blocks of queries that one thread takes at once. */
    private static final int BLOCKS_PER_ITEM = 4;

    private static final float[] NO_BIAS = new float[Tile.COLUMNS];

    private final Workers workers;
    private final Pool<PackedHeads> packedHeads;
    private final Pool<QueryBlock> blocks;

    SimdAttention(Workers workers, Arena memory) {
        this.workers = workers;
        packedHeads = new Pool<>(4, () -> new PackedHeads(workers.threads()));
        blocks = new Pool<>(2 * workers.threads(), () -> new QueryBlock(memory));
    }

    /** See {@link Kernels#attention}. */
    void attention(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y) {
        int sequences = Shapes.attention(q, k, v, heads, queryStarts, keyStarts, causal, y);
        PackedHeads packed = packedHeads.take();
        packed.reset(heads, k.cols() / heads, keyStarts);
        workers.run(sequences * heads, item -> packed.pack(k, v, item / heads, item % heads));
        int longest = 0;
        for (int s = 0; s < sequences; s++) {
            longest = Math.max(longest, queryStarts[s + 1] - queryStarts[s]);
        }
        int itemQueries = BLOCKS_PER_ITEM * Tile.COLUMNS;
        int parts = (longest + itemQueries - 1) / itemQueries;
        workers.run(sequences * heads * parts, item -> {
            int part = item % parts;
            int head = item / parts % heads;
            int sequence = item / parts / heads;
            int end = Math.min(queryStarts[sequence + 1], queryStarts[sequence] + (part + 1) * itemQueries);
            QueryBlock own = blocks.take();
            own.reset(packed.width());
            for (int row = queryStarts[sequence] + part * itemQueries; row < end; row += Tile.COLUMNS) {
                int queries = Math.min(Tile.COLUMNS, end - row);
                attend(own, packed, sequence, head, q, row, row - queryStarts[sequence], queries, causal);
                own.writeOutput(y, row, head * packed.width(), queries, packed.width());
            }
            blocks.give(own);
        });
        packedHeads.give(packed);
    }

    /** Leaves Oᵀ / l of one block of queries in {@code own}. */
    private static void attend(
            QueryBlock own,
            PackedHeads packed,
            int sequence,
            int head,
            Mat q,
            int row,
            int position,
            int queries,
            boolean causal) {
        own.packQueries(q, row, head * packed.width(), queries, packed.width());
        own.clearRunning();
        int keys = causal ? Math.min(packed.keys(sequence), position + queries) : packed.keys(sequence);
        for (int from = 0; from < keys; from += QueryBlock.KEYS_AT_ONCE) {
            int count = Math.min(QueryBlock.KEYS_AT_ONCE, keys - from);
            scores(own, packed, sequence, head, from, count);
            if (causal && from + count > position) {
                own.maskFuture(from, count, position);
            }
            own.softmax(count);
            values(own, packed, sequence, head, from, count);
        }
        own.divideBySums(packed.width());
    }

    /** Sᵀ = K Qᵀ for {@code count} keys. */
    private static void scores(QueryBlock own, PackedHeads packed, int sequence, int head, int from, int count) {
        for (int key = 0; key < count; key += Tile.ROWS) {
            int used = Math.min(Tile.ROWS, packed.keys(sequence) - from - key);
            int at = packed.keyOffset(sequence, head, from + key);
            Tile.multiply(
                    PackedRows.tileRows(used),
                    packed.keys(),
                    at,
                    own.queries(),
                    packed.width(),
                    NO_BIAS,
                    0,
                    own.scores() + key * Tile.STEP_BYTES);
        }
    }

    /** Oᵀ = Oᵀ · correction + Vᵀ Pᵀ for {@code count} keys. */
    private static void values(QueryBlock own, PackedHeads packed, int sequence, int head, int from, int count) {
        for (int d = 0; d < packed.width(); d += Tile.ROWS) {
            int used = Math.min(Tile.ROWS, packed.width() - d);
            int rows = PackedRows.tileRows(used);
            int at = packed.valueOffset(sequence, head, d) + from * rows;
            if (from == 0) {
                Tile.multiply(
                        rows, packed.values(), at, own.scores(), count, NO_BIAS, 0, own.output() + d * Tile.STEP_BYTES);
            } else {
                Tile.multiply(rows, packed.values(), at, own.scores(), count, NO_BIAS, 0, own.tile());
                own.accumulate(d, used);
            }
        }
    }
}
