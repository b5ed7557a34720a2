package vtp.datasets;

import java.util.LinkedHashMap;
import java.util.Map;
import vtp.loader.Dtype;
import vtp.loader.FloatRounding;

/**
 * What an extraction does with a data set. Whoever goes on with it must come with the same.
 *
 * @param model what the model is called; recorded only
 * @param settings what else results depend on, by name: "model sha256", "preparation", "engine" and the like
 * @param dtype what numbers are stored as: F32, F16 or BF16
 * @param shardSize pictures of a shard
 * @param rank which part of the data set this is, from 0: picture i belongs to rank i mod {@code world}
 * @param world how many parts there are
 * @since 0.1.0
 */
public record ExtractionPlan(
        String model, Map<String, String> settings, Dtype dtype, int shardSize, int rank, int world) {
    /** The reference's. */
    public static final int DEFAULT_SHARD_SIZE = 10_000;

    private static final int LARGEST_SHARD = 1_000_000;
    private static final int LARGEST_WORLD = 10_000;

    /**
     * @throws IllegalArgumentException if a number or the type is out of its range
     */
    public ExtractionPlan {
        settings = Map.copyOf(settings);
        if (!FloatRounding.isSupported(dtype)) {
            throw new IllegalArgumentException("shards are F32, F16 or BF16, not " + dtype);
        }
        if (shardSize < 1 || shardSize > LARGEST_SHARD) {
            throw new IllegalArgumentException("a shard has 1 to " + LARGEST_SHARD + " pictures, not " + shardSize);
        }
        if (world < 1 || world > LARGEST_WORLD || rank < 0 || rank >= world) {
            throw new IllegalArgumentException(
                    "rank " + rank + " of " + world + ": ranks are 0 to world - 1, and world 1 to " + LARGEST_WORLD);
        }
    }

    /** How many of a data set's pictures belong to this rank. */
    long pictures(long count) {
        return count <= rank ? 0 : (count - rank - 1) / world + 1;
    }

    /** All that must be the same, by name, whichever the rank. */
    Map<String, String> compared(Survey survey) {
        Map<String, String> all = new LinkedHashMap<>();
        settings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        all.put("dtype", dtype.name());
        all.put("shard size", String.valueOf(shardSize));
        all.put("world", String.valueOf(world));
        all.put("pictures of the data set", String.valueOf(survey.count()));
        all.put("names and labels of the data set", survey.sha256());
        return all;
    }
}
