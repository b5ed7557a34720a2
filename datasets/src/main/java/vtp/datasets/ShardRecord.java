package vtp.datasets;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The line of a manifest that commits a shard: all before it is done, and nothing after it counts.
 *
 * @param shard its number in its rank, from 0
 * @param pictures how many it was made of
 * @param rows how many of them it holds; the others failed
 * @param files its files, relative to the output folder, and their sizes in bytes; none if there are no rows
 * @param moments of its latents; null if it has none
 */
record ShardRecord(
        int shard,
        int pictures,
        int rows,
        Map<String, Long> files,
        @Nullable ChannelMoments moments) {
    /** How its line begins, and no other. */
    static final String PREFIX = "{\"shard\":";

    int failed() {
        return pictures - rows;
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("shard", shard);
        json.writeNumberField("pictures", pictures);
        json.writeNumberField("rows", rows);
        json.writeObjectFieldStart("files");
        for (Map.Entry<String, Long> file : files.entrySet()) {
            json.writeNumberField(file.getKey(), file.getValue());
        }
        json.writeEndObject();
        if (moments != null) {
            json.writeNumberField("count", moments.count());
            array(json, "mean", moments.mean());
            array(json, "squares", moments.squares());
        }
        json.writeEndObject();
    }

    private static void array(JsonGenerator json, String name, double[] values) throws IOException {
        json.writeFieldName(name);
        json.writeArray(values, 0, values.length);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws ClassCastException or another RuntimeException if it is anything else
     */
    static ShardRecord read(Map<String, @Nullable Object> json) {
        Map<String, Long> files = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(json.get("files")))
                .forEach((name, bytes) -> files.put((String) name, (Long) bytes));
        boolean counted = json.containsKey("count");
        return new ShardRecord(
                Math.toIntExact(integer(json, "shard")),
                Math.toIntExact(integer(json, "pictures")),
                Math.toIntExact(integer(json, "rows")),
                files,
                counted
                        ? new ChannelMoments(integer(json, "count"), doubles(json, "mean"), doubles(json, "squares"))
                        : null);
    }

    private static long integer(Map<String, @Nullable Object> json, String key) {
        return (Long) Objects.requireNonNull(json.get(key));
    }

    private static double[] doubles(Map<String, @Nullable Object> json, String key) {
        return ((List<?>) Objects.requireNonNull(json.get(key)))
                .stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
    }
}
