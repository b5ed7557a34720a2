package vtp.cli.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes JSON Lines: one object a line. */
public final class JsonLine {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonLine() {}

    /** What an object holds: its fields, written in their order. */
    public interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** An object on one line. */
    static String of(Fields fields) {
        return text(json -> {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        });
    }

    /** A number, or null for one that JSON cannot write: NaN and the infinities. */
    public static void number(JsonGenerator json, String field, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(field, value);
        } else {
            json.writeNullField(field);
        }
    }

    /** A field that holds an array of whole numbers. */
    public static void numbers(JsonGenerator json, String field, List<? extends Number> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (Number value : values) {
            json.writeNumber(value.longValue());
        }
        json.writeEndArray();
    }

    private static String text(Fields content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
