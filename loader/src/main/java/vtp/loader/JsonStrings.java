package vtp.loader;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A list of strings as one string, a JSON array: so it stands in metadata, whose values are strings.
 *
 * @since 0.1.0
 */
public final class JsonStrings {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonStrings() {}

    /** Returns an array on one line. */
    public static String write(List<String> strings) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeArray(strings.toArray(String[]::new), 0, strings.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Returns the strings of an array; empty if it is none, or holds anything else. */
    public static Optional<List<String>> read(String array) {
        byte[] object = ("{\"array\":" + array + "}").getBytes(StandardCharsets.UTF_8);
        try {
            return Json.readObject("metadata", object).get("array") instanceof List<?> list
                            && list.stream().allMatch(String.class::isInstance)
                    ? Optional.of(list.stream().map(String.class::cast).toList())
                    : Optional.empty();
        } catch (JsonException somethingElse) {
            return Optional.empty();
        }
    }
}
