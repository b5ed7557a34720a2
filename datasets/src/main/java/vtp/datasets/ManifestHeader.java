package vtp.datasets;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a manifest: what the extraction is.
 *
 * @param model what the model is called
 * @param settings all that must be the same for whoever goes on, by name
 * @param rank which part of the data set this is
 * @param world of how many
 * @param pictures of the whole data set
 * @param shardSize pictures of a shard
 * @param classNames the names of the classes; empty if the data set does not say
 */
record ManifestHeader(
        String model,
        Map<String, String> settings,
        int rank,
        int world,
        long pictures,
        int shardSize,
        List<String> classNames) {
    private static final String FORMAT = "vtp-extraction-1";

    static ManifestHeader of(ExtractionPlan plan, Survey survey) {
        return new ManifestHeader(
                plan.model(),
                plan.compared(survey),
                plan.rank(),
                plan.world(),
                survey.count(),
                plan.shardSize(),
                survey.classNames());
    }

    /** How many shards its rank will have. */
    int shards() {
        long ofRank = pictures <= rank ? 0 : (pictures - rank - 1) / world + 1;
        return Math.toIntExact((ofRank + shardSize - 1) / shardSize);
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("format", FORMAT);
        json.writeStringField("model", model);
        json.writeNumberField("rank", rank);
        json.writeNumberField("world", world);
        json.writeNumberField("pictures", pictures);
        json.writeNumberField("shard_size", shardSize);
        json.writeObjectFieldStart("settings");
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            json.writeStringField(setting.getKey(), setting.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("classes");
        for (String name : classNames) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws ClassCastException or another RuntimeException if it is anything else
     */
    static ManifestHeader read(Map<String, @Nullable Object> json) {
        if (!FORMAT.equals(json.get("format"))) {
            throw new IllegalArgumentException("format " + json.get("format"));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        ((Map<?, ?>) value(json, "settings")).forEach((name, text) -> settings.put((String) name, (String) text));
        return new ManifestHeader(
                (String) value(json, "model"),
                settings,
                Math.toIntExact((Long) value(json, "rank")),
                Math.toIntExact((Long) value(json, "world")),
                (Long) value(json, "pictures"),
                Math.toIntExact((Long) value(json, "shard_size")),
                ((List<?>) value(json, "classes"))
                        .stream().map(String.class::cast).toList());
    }

    private static Object value(Map<String, @Nullable Object> json, String key) {
        return Objects.requireNonNull(json.get(key), key);
    }

    /**
     * Refuses to go on with something else.
     *
     * @param file the manifest of this header
     * @throws DatasetException if a setting differs; it names the setting
     */
    void requireSame(ManifestHeader now, String file) throws DatasetException {
        Map<String, String> all = new LinkedHashMap<>(settings);
        now.settings.forEach(all::putIfAbsent);
        for (String name : all.keySet()) {
            String then = settings.getOrDefault(name, "nothing");
            String wanted = now.settings.getOrDefault(name, "nothing");
            if (!then.equals(wanted)) {
                throw new DatasetException(
                        file,
                        "was begun with other " + name + ": " + then + ", now " + wanted
                                + "; go on with what it was begun with, choose another folder, or begin anew with"
                                + " --restart");
            }
        }
    }
}
