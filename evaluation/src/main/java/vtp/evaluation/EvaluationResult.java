package vtp.evaluation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vtp.loader.AtomicFile;
import vtp.loader.Json;
import vtp.loader.JsonException;

/**
 * What a protocol has found of a model on a data set: a small JSON file, which the report is made of.
 *
 * @param protocol "zero-shot", "reconstruction" or "probe"
 * @param model what it is called
 * @param modelSha256 of its weights
 * @param dataset what it is called
 * @param pictures that were counted
 * @param failed that could not be used
 * @param settings what else the numbers depend on, by name, in words
 * @param measures the numbers, by name
 * @param deviations how this differs from what the published numbers were measured by, a sentence each
 * @since 0.1.0
 */
public record EvaluationResult(
        String protocol,
        String model,
        String modelSha256,
        String dataset,
        long pictures,
        long failed,
        Map<String, String> settings,
        Map<String, Measure> measures,
        List<String> deviations) {
    private static final String FORMAT = "vtp-evaluation-1";

    /** Copies the maps and the list, in their orders. */
    public EvaluationResult {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
        deviations = List.copyOf(deviations);
    }

    /**
     * Writes the file, all of it or nothing; one that is there is replaced.
     *
     * @throws vtp.loader.FileAccessException if it cannot be written
     */
    public void write(Path file) throws IOException {
        try (AtomicFile atomic = AtomicFile.open(file, AtomicFile.Existing.REPLACE)) {
            try (JsonGenerator json = new JsonFactory()
                    .createGenerator(atomic.stream())
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .setPrettyPrinter(new DefaultPrettyPrinter())) {
                write(json);
            }
            atomic.stream().write('\n');
            atomic.commit();
        }
    }

    /** Writes it as an object. */
    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("format", FORMAT);
        json.writeStringField("protocol", protocol);
        json.writeStringField("model", model);
        json.writeStringField("model_sha256", modelSha256);
        json.writeStringField("data_set", dataset);
        json.writeNumberField("pictures", pictures);
        json.writeNumberField("failed", failed);
        json.writeObjectFieldStart("measures");
        for (Map.Entry<String, Measure> measure : measures.entrySet()) {
            json.writeObjectFieldStart(measure.getKey());
            number(json, "value", measure.getValue().value());
            if (measure.getValue().hasBounds()) {
                number(json, "low", measure.getValue().low());
                number(json, "high", measure.getValue().high());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeObjectFieldStart("settings");
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            json.writeStringField(setting.getKey(), setting.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("deviations");
        for (String deviation : deviations) {
            json.writeString(deviation);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** JSON has no infinity: null stands for what is not finite. */
    private static void number(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }

    /**
     * Reads what {@link #write(Path)} wrote.
     *
     * @throws EvaluationException if the file holds something else
     */
    public static EvaluationResult read(Path file) throws IOException {
        try {
            return read(Json.readObject(file));
        } catch (JsonException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new EvaluationException(file.toString(), "is no result of an evaluation, or is damaged");
        }
    }

    private static EvaluationResult read(Map<String, @Nullable Object> json) {
        if (!FORMAT.equals(json.get("format"))) {
            throw new IllegalArgumentException("format");
        }
        Map<String, Measure> measures = new LinkedHashMap<>();
        ((Map<?, ?>) value(json, "measures"))
                .forEach((name, fields) -> measures.put((String) name, measure((Map<?, ?>) fields)));
        Map<String, String> settings = new LinkedHashMap<>();
        ((Map<?, ?>) value(json, "settings")).forEach((name, text) -> settings.put((String) name, (String) text));
        List<String> deviations = ((List<?>) value(json, "deviations"))
                .stream().map(String.class::cast).toList();
        return new EvaluationResult(
                (String) value(json, "protocol"),
                (String) value(json, "model"),
                (String) value(json, "model_sha256"),
                (String) value(json, "data_set"),
                (Long) value(json, "pictures"),
                (Long) value(json, "failed"),
                settings,
                measures,
                deviations);
    }

    private static Object value(Map<String, @Nullable Object> json, String key) {
        return Objects.requireNonNull(json.get(key), key);
    }

    private static Measure measure(Map<?, ?> fields) {
        return new Measure(number(fields.get("value")), number(fields.get("low")), number(fields.get("high")));
    }

    private static double number(@Nullable Object value) {
        return value == null ? Double.NaN : ((Number) value).doubleValue();
    }
}
