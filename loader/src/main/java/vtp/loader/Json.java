package vtp.loader;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Small JSON documents as plain Java values: {@link Map} (in the document's order), {@link List}, {@link String},
 * {@link Long}, {@link BigInteger} for integers beyond it, {@link Double} for numbers written with a fraction or an
 * exponent, {@link Boolean}, and null.
 *
 * <p>Strict: an object at the top, nothing after it, no key twice, valid UTF-8 without a byte order mark, no comments,
 * no NaN; at most 128 levels, integers of at most 1,000 digits, a million values, 64 MiB in all.
 *
 * @since 0.1.0
 */
public final class Json {
    /** The longest document, in bytes. */
    public static final int MAX_BYTES = 64 << 20;

    /** The index of the largest checkpoints has a hundred thousand. In memory each takes many times its bytes. */
    private static final int MAX_VALUES = 1_000_000;

    /** Converting n digits takes n² steps. */
    private static final int MAX_DIGITS = 1000;

    private final JsonTokens tokens;
    private int values;

    private Json(JsonTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Reads a file that holds one JSON object.
     *
     * @throws JsonException if it holds anything else
     * @throws FileAccessException if it is missing, unreadable, or no regular file
     */
    public static Map<String, @Nullable Object> readObject(Path file) throws IOException {
        byte[] utf8;
        try (Bytes bytes = Bytes.open(file)) {
            utf8 = new byte[(int) Math.min(MAX_BYTES + 1L, bytes.size())];
            bytes.copy(0, MemorySegment.ofArray(utf8));
        }
        return readObject(file.toString(), utf8);
    }

    /**
     * Reads one JSON object.
     *
     * @param name what messages call the document
     * @param utf8 its bytes
     * @throws JsonException if it is anything else
     */
    public static Map<String, @Nullable Object> readObject(String name, byte[] utf8) throws JsonException {
        Optional<String> other = FileKind.of(utf8);
        if (other.isPresent()) {
            throw new JsonException(name, "is " + other.get() + ", but a JSON object is needed");
        }
        if (utf8.length > MAX_BYTES) {
            throw new JsonException(name, "longer than " + MAX_BYTES + " bytes, which is no configuration or index");
        }
        int invalid = JsonTokens.firstInvalidByte(utf8);
        if (invalid >= 0) {
            throw new JsonException(name, "not UTF-8 at byte " + invalid);
        }
        JsonTokens tokens = new JsonTokens(name, utf8, 0);
        if (tokens.next() != JsonToken.START_OBJECT) {
            throw tokens.failure("not a JSON object: something else than { begins");
        }
        Map<String, @Nullable Object> object = new Json(tokens).object();
        tokens.end();
        return object;
    }

    private Map<String, @Nullable Object> object() throws JsonException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (tokens.next() != JsonToken.END_OBJECT) {
            String key = tokens.text();
            if (object.containsKey(key)) {
                throw tokens.failure("the key " + Quote.of(key) + " is there twice, again");
            }
            object.put(key, value(tokens.next()));
        }
        return Collections.unmodifiableMap(object);
    }

    private List<@Nullable Object> list() throws JsonException {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = tokens.next(); token != JsonToken.END_ARRAY; token = tokens.next()) {
            list.add(value(token));
        }
        return Collections.unmodifiableList(list);
    }

    private @Nullable Object value(JsonToken token) throws JsonException {
        if (++values > MAX_VALUES) {
            throw tokens.failure("more than " + MAX_VALUES + " values");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> list();
            case VALUE_STRING -> tokens.text();
            case VALUE_NUMBER_INT -> integer(tokens.text());
            case VALUE_NUMBER_FLOAT -> real(tokens.text());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw tokens.failure("not JSON");
        };
    }

    private Object integer(String digits) throws JsonException {
        if (digits.length() > MAX_DIGITS) {
            throw tokens.failure("a number of over " + MAX_DIGITS + " digits");
        }
        BigInteger value = new BigInteger(digits);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private Double real(String text) throws JsonException {
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw tokens.failure("a number too large, " + Quote.plain(text) + ",");
        }
        return value;
    }
}
