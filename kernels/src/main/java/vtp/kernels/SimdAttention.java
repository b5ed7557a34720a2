package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;
import static vtp.kernels.VectorMath.fma;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Attention by {@link Tile}, computed transposed so that nothing between the two products is ever rearranged.
 *
 * <p>For a block of {@link Tile#COLUMNS} queries, one in each lane: Sᵀ = K Qᵀ (keys × queries) stands in memory exactly as the second product
 * Oᵀ = Vᵀ Pᵀ wants its right operand, and the softmax over keys goes down the rows, lane by lane, without a horizontal step. Keys are taken
 * {@link #KEY_BLOCK} at a time with a running maximum and sum (Milakov and Gimelshein, arXiv:1805.02867; Dao et al., arXiv:2205.14135), so
 * the scores of a block stay in cache and memory grows with the number of tokens only.
 */
final class SimdAttention {

    /** Keys whose scores are held at once, whole tiles of them: 264 × 32 scores are 33 KiB. */
    private static final int KEY_BLOCK = 264 / Tile.ROWS * Tile.ROWS;

    /** Blocks of queries that one thread takes at once. */
    private static final int BLOCKS_PER_ITEM = 4;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final long VECTOR_BYTES = Tile.STEP_BYTES / 2;

    private final Workers workers;
    private final Pool<PackedHeads> packedHeads;
    private final Pool<Buffers> buffers;

    SimdAttention(Workers workers, Arena memory) {
        this.workers = workers;
        packedHeads = new Pool<>(4, PackedHeads::new);
        buffers = new Pool<>(2 * workers.threads(), () -> new Buffers(memory));
    }

    /** See {@link Kernels#attention}. */
    void attention(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y) {
        int sequences = AttentionShapes.check(q, k, v, heads, queryStarts, keyStarts, causal, y);
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
            Buffers own = buffers.take();
            own.reset(packed.width);
            for (int row = queryStarts[sequence] + part * itemQueries; row < end; row += Tile.COLUMNS) {
                int queries = Math.min(Tile.COLUMNS, end - row);
                attend(own, packed, sequence, head, q, row, row - queryStarts[sequence], queries, causal);
                own.writeOutput(y, row, head * packed.width, queries, packed.width);
            }
            buffers.give(own);
        });
        packedHeads.give(packed);
    }

    /** Leaves Oᵀ / l of one block of queries in {@code own.output}. */
    private static void attend(
            Buffers own,
            PackedHeads packed,
            int sequence,
            int head,
            Mat q,
            int row,
            int position,
            int queries,
            boolean causal) {
        own.packQueries(q, row, head * packed.width, queries, packed.width);
        own.clearRunning();
        int keys = causal ? Math.min(packed.keys(sequence), position + queries) : packed.keys(sequence);
        for (int from = 0; from < keys; from += KEY_BLOCK) {
            int count = Math.min(KEY_BLOCK, keys - from);
            scores(own, packed, sequence, head, from, count);
            if (causal && from + count > position) {
                own.maskFuture(from, count, position);
            }
            own.exponentiate(count);
            values(own, packed, sequence, head, from, count);
        }
        own.divideBySums(packed.width);
    }

    /** Sᵀ = K Qᵀ for {@code count} keys. */
    private static void scores(Buffers own, PackedHeads packed, int sequence, int head, int from, int count) {
        for (int key = 0; key < count; key += Tile.ROWS) {
            int used = Math.min(Tile.ROWS, packed.keys(sequence) - from - key);
            int at = packed.keyOffset(sequence, head, from + key);
            Tile.multiply(
                    PackedRows.tileRows(used),
                    packed.keys,
                    at,
                    own.queries,
                    0,
                    packed.width,
                    own.scores,
                    key * Tile.STEP_BYTES);
        }
    }

    /** Oᵀ = Oᵀ · correction + Vᵀ Pᵀ for {@code count} keys. */
    private static void values(Buffers own, PackedHeads packed, int sequence, int head, int from, int count) {
        for (int d = 0; d < packed.width; d += Tile.ROWS) {
            int used = Math.min(Tile.ROWS, packed.width - d);
            int rows = PackedRows.tileRows(used);
            int at = packed.valueOffset(sequence, head, d) + from * rows;
            if (from == 0) {
                Tile.multiply(rows, packed.values, at, own.scores, 0, count, own.output, d * Tile.STEP_BYTES);
            } else {
                Tile.multiply(rows, packed.values, at, own.scores, 0, count, own.tile, 0);
                own.accumulate(d, used);
            }
        }
    }

    /** Keys and values of every sequence and head, as panels of A: keys (D, rows of keys), values (keys, rows of D). */
    private static final class PackedHeads {
        private float[] keys = new float[0];
        private float[] values = new float[0];
        private int[] starts = new int[0];
        private int width;
        private int paddedWidth;

        void reset(int heads, int width, int[] starts) {
            this.starts = starts;
            this.width = width;
            paddedWidth = PackedRows.panels(width) * Tile.ROWS;
            int sequences = starts.length - 1;
            int tokens = starts[sequences] - starts[0];
            int keySize = Math.multiplyExact(heads * width, tokens + sequences * Tile.ROWS);
            int valueSize = Math.multiplyExact(heads * paddedWidth, tokens);
            if (keys.length < keySize) {
                keys = new float[keySize];
            }
            if (values.length < valueSize) {
                values = new float[valueSize];
            }
        }

        int keys(int sequence) {
            return starts[sequence + 1] - starts[sequence];
        }

        /** Where the panel that begins with key {@code key}, a multiple of the tile's rows, stands. */
        int keyOffset(int sequence, int head, int key) {
            int sequences = starts.length - 1;
            int perHead = starts[sequences] - starts[0] + sequences * Tile.ROWS;
            return (head * perHead + starts[sequence] - starts[0] + sequence * Tile.ROWS + key) * width;
        }

        /** Where the panel that begins with column {@code d}, a multiple of the tile's rows, stands. */
        int valueOffset(int sequence, int head, int d) {
            int tokens = starts[starts.length - 1] - starts[0];
            return (head * tokens + starts[sequence] - starts[0]) * paddedWidth + d * keys(sequence);
        }

        void pack(Mat k, Mat v, int sequence, int head) {
            int count = keys(sequence);
            for (int key = 0; key < count; key += Tile.ROWS) {
                int used = Math.min(Tile.ROWS, count - key);
                PackedRows.packPanel(
                        k, starts[sequence] + key, head * width, used, width, keys, keyOffset(sequence, head, key));
            }
            for (int d = 0; d < width; d += Tile.ROWS) {
                int used = Math.min(Tile.ROWS, width - d);
                int step = PackedRows.tileRows(used);
                int at = valueOffset(sequence, head, d);
                packColumns(v, starts[sequence], head * width + d, used, count, step, values, at);
            }
        }
    }

    /** target[at + i · step + r] = x[row + i][column + r] for i &lt; count, r &lt; used; zeros for the other r &lt; step. */
    private static void packColumns(Mat x, int row, int column, int used, int count, int step, float[] target, int at) {
        MemorySegment source = x.data();
        for (int i = 0; i < count; i++) {
            long offset = x.offsetBytes(row + i, column);
            int to = at + i * step;
            for (int r = 0; r < used; r++) {
                target[to + r] = source.get(ValueLayout.JAVA_FLOAT, offset + (long) r * Float.BYTES);
            }
            for (int r = used; r < step; r++) {
                target[to + r] = 0;
            }
        }
    }

    /** One thread's block of queries, its scores, and the running softmax. */
    private static final class Buffers {
        private final Arena memory;
        private final MemorySegment scores;
        private final MemorySegment tile;
        private final MemorySegment maxima;
        private final MemorySegment sums;
        private final MemorySegment corrections;
        private MemorySegment queries = MemorySegment.NULL;
        private MemorySegment output = MemorySegment.NULL;
        private float[] block = new float[0];

        Buffers(Arena memory) {
            this.memory = memory;
            scores = allocate(KEY_BLOCK);
            tile = allocate(Tile.ROWS);
            maxima = allocate(1);
            sums = allocate(1);
            corrections = allocate(1);
        }

        private MemorySegment allocate(int rows) {
            return memory.allocate(rows * Tile.STEP_BYTES, 64);
        }

        void reset(int width) {
            if (queries.byteSize() < width * Tile.STEP_BYTES) {
                queries = allocate(width);
                output = allocate(PackedRows.panels(width) * Tile.ROWS);
                block = new float[width * Tile.COLUMNS];
            }
        }

        /** Qᵀ / √D, (D, COLUMNS); lanes without a query are zeros. */
        void packQueries(Mat q, int row, int column, int count, int width) {
            float scale = (float) (1 / Math.sqrt(width));
            float[] target = block;
            MemorySegment source = q.data();
            for (int i = 0; i < Tile.COLUMNS; i++) {
                if (i < count) {
                    long offset = q.offsetBytes(row + i, column);
                    for (int d = 0; d < width; d++) {
                        target[d * Tile.COLUMNS + i] =
                                scale * source.get(ValueLayout.JAVA_FLOAT, offset + (long) d * Float.BYTES);
                    }
                } else {
                    for (int d = 0; d < width; d++) {
                        target[d * Tile.COLUMNS + i] = 0;
                    }
                }
            }
            MemorySegment.copy(block, 0, queries, ValueLayout.JAVA_FLOAT, 0, width * Tile.COLUMNS);
        }

        void clearRunning() {
            for (int c = 0; c < Tile.COLUMNS; c += SPECIES.length()) {
                FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY)
                        .intoMemorySegment(maxima, (long) c * Float.BYTES, ORDER);
                FloatVector.zero(SPECIES).intoMemorySegment(sums, (long) c * Float.BYTES, ORDER);
            }
        }

        /** Scores of keys after a query's own position become −∞. */
        void maskFuture(int from, int count, int position) {
            for (int key = Math.max(0, position - from); key < count; key++) {
                int hidden = Math.min(Tile.COLUMNS, from + key - position);
                for (int i = 0; i < hidden; i++) {
                    scores.set(
                            ValueLayout.JAVA_FLOAT,
                            key * Tile.STEP_BYTES + (long) i * Float.BYTES,
                            Float.NEGATIVE_INFINITY);
                }
            }
        }

        /** P = exp(S − m) in place, with the running maximum m and sum, and the correction exp(old m − m) of what came before. */
        void exponentiate(int count) {
            for (long at = 0; at < Tile.STEP_BYTES; at += VECTOR_BYTES) {
                raiseMaxima(scores, count, maxima, corrections, at);
                exponentiate(scores, count, maxima, corrections, sums, at);
            }
        }

        private static void raiseMaxima(
                MemorySegment scores, int count, MemorySegment maxima, MemorySegment corrections, long at) {
            FloatVector old = load(maxima, at);
            FloatVector max = old;
            for (int key = 0; key < count; key++) {
                FloatVector score = load(scores, key * Tile.STEP_BYTES + at);
                max = max.blend(score, score.compare(VectorOperators.GT, max));
            }
            max.intoMemorySegment(maxima, at, ORDER);
            VectorMath.expOfNegative(old.sub(max)).intoMemorySegment(corrections, at, ORDER);
        }

        private static void exponentiate(
                MemorySegment scores,
                int count,
                MemorySegment maxima,
                MemorySegment corrections,
                MemorySegment sums,
                long at) {
            FloatVector max = load(maxima, at);
            FloatVector sum = load(sums, at).mul(load(corrections, at));
            for (int key = 0; key < count; key++) {
                FloatVector p = VectorMath.expOfNegative(
                        load(scores, key * Tile.STEP_BYTES + at).sub(max));
                p.intoMemorySegment(scores, key * Tile.STEP_BYTES + at, ORDER);
                sum = sum.add(p);
            }
            sum.intoMemorySegment(sums, at, ORDER);
        }

        /** output[d …] = output[d …] · correction + tile. */
        void accumulate(int d, int rows) {
            for (int c = 0; c < Tile.COLUMNS; c += SPECIES.length()) {
                long at = (long) c * Float.BYTES;
                FloatVector correction = load(corrections, at);
                for (int r = 0; r < rows; r++) {
                    long target = (d + r) * Tile.STEP_BYTES + at;
                    fma(load(output, target), correction, load(tile, r * Tile.STEP_BYTES + at))
                            .intoMemorySegment(output, target, ORDER);
                }
            }
        }

        void divideBySums(int width) {
            for (int c = 0; c < Tile.COLUMNS; c += SPECIES.length()) {
                long at = (long) c * Float.BYTES;
                FloatVector sum = load(sums, at);
                for (int d = 0; d < width; d++) {
                    load(output, d * Tile.STEP_BYTES + at)
                            .div(sum)
                            .intoMemorySegment(output, d * Tile.STEP_BYTES + at, ORDER);
                }
            }
        }

        /** y[row + i][column + d] = output[d][i]. */
        void writeOutput(Mat y, int row, int column, int count, int width) {
            MemorySegment.copy(output, ValueLayout.JAVA_FLOAT, 0, block, 0, width * Tile.COLUMNS);
            float[] source = block;
            MemorySegment target = y.data();
            for (int i = 0; i < count; i++) {
                long offset = y.offsetBytes(row + i, column);
                for (int d = 0; d < width; d++) {
                    target.set(ValueLayout.JAVA_FLOAT, offset + (long) d * Float.BYTES, source[d * Tile.COLUMNS + i]);
                }
            }
        }

        private static FloatVector load(MemorySegment segment, long offsetBytes) {
            return FloatVector.fromMemorySegment(SPECIES, segment, offsetBytes, ORDER);
        }
    }
}
