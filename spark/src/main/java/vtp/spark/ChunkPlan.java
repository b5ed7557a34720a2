package vtp.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import vtp.datasets.Dataset;
import vtp.datasets.Item;

/**
 * How a data set is cut into the work of tasks: shards of so many pictures, and those into parts.
 *
 * @param total pictures of the data set
 * @param shardSize pictures of a shard
 * @param taskSize pictures of a part
 */
record ChunkPlan(long total, int shardSize, int taskSize) {

    /** Walks through the pictures once. */
    List<Chunk> chunks(Dataset pictures, IntPredicate isDone) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        try (Dataset.Cursor cursor = pictures.open()) {
            long first = 0;
            while (first < total) {
                int shard = Math.toIntExact(first / shardSize);
                int inShard = (int) (first % shardSize);
                List<Item> items = items(cursor, length(shard, inShard));
                if (!isDone.test(shard)) {
                    chunks.add(Chunk.of(shard, inShard / taskSize, parts(shard), first, items));
                }
                first += items.size();
            }
        }
        return chunks;
    }

    private static List<Item> items(Dataset.Cursor cursor, int count) throws IOException {
        List<Item> items = new ArrayList<>();
        while (items.size() < count) {
            Item item = cursor.next();
            if (item == null) {
                throw new IOException("the data set has changed while it was being read; start again");
            }
            items.add(item);
        }
        return items;
    }

    private int length(int shard, int inShard) {
        return Math.min(taskSize, picturesOf(shard) - inShard);
    }

    private int picturesOf(int shard) {
        return (int) Math.min(shardSize, total - (long) shard * shardSize);
    }

    private int parts(int shard) {
        return (picturesOf(shard) + taskSize - 1) / taskSize;
    }
}
