package vtp.loader;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vtp.loader.SafetensorsException.Kind;

/**
 * Reads the JSON of a safetensors header, token by token. It reads to the end before it reports a fault: of several,
 * the one that comes first in the order of {@link Kind} is reported, wherever it stands.
 */
final class HeaderParser {
    /** What the header lists, in its order; offsets and sizes are not yet checked against the file and each other. */
    record Result(List<Entry> tensors, Map<String, String> metadata) {}

    /** A tensor as the header has it; its type is {@code null} if we do not know one of that name. */
    record Entry(
            String name, String typeName, @Nullable Dtype dtype, List<Long> shape, long beginBytes, long byteSize) {}

    /** Offsets from here on are all alike: beyond the end of any file, and still safe to add to. */
    private static final long BEYOND = 1L << 62;

    /** The largest checkpoints have a hundred thousand tensors. In memory each takes many times its bytes. */
    private static final int MOST_ENTRIES = 1_000_000;

    /** PyTorch and NumPy stop at 64; a header of 100 MB has room for 50 million. */
    private static final int MOST_DIMENSIONS = 1000;

    private static final long NOT_NATURAL = -1;
    private static final long TOO_LARGE = -2;

    private final String file;
    private final long dataBegin;
    private final JsonTokens tokens;
    private int entries;
    private final List<Entry> tensors = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    /** The first message of each kind of fault. */
    private final Map<Kind, String> faults = new EnumMap<>(Kind.class);

    private HeaderParser(String file, long dataBegin, JsonTokens tokens) {
        this.file = file;
        this.dataBegin = dataBegin;
        this.tokens = tokens;
    }

    static Result parse(String file, byte[] json, long dataBegin) throws SafetensorsException {
        try {
            JsonTokens tokens = new JsonTokens(file, json, SafetensorsHeader.LENGTH_BYTES);
            HeaderParser parser = new HeaderParser(file, dataBegin, tokens);
            parser.header();
            tokens.end();
            for (Map.Entry<Kind, String> first : parser.faults.entrySet()) {
                throw new SafetensorsException(first.getKey(), file, first.getValue());
            }
            return new Result(parser.tensors, Collections.unmodifiableMap(parser.metadata));
        } catch (JsonException e) {
            throw new SafetensorsException(
                    Kind.HEADER_NOT_JSON, file, "the header is not one JSON object: " + e.problem());
        }
    }

    private void count() throws SafetensorsException {
        if (++entries > MOST_ENTRIES) {
            throw new SafetensorsException(
                    Kind.HEADER_TOO_LONG,
                    file,
                    "the header has more than " + MOST_ENTRIES + " tensors and metadata at byte " + tokens.position());
        }
    }

    private void header() throws JsonException, SafetensorsException {
        if (tokens.next() != JsonToken.START_OBJECT) {
            throw tokens.failure("something else than { begins");
        }
        Set<String> names = new HashSet<>();
        while (tokens.next() != JsonToken.END_OBJECT) {
            count();
            String name = tokens.text();
            if (!names.add(name)) {
                fault(Kind.DUPLICATE_KEY, Quote.of(name) + " is there twice, again");
            }
            JsonToken value = tokens.next();
            if (name.equals(SafetensorsHeader.METADATA)) {
                metadata(value);
            } else {
                tensor(name, value);
            }
        }
    }

    private void metadata(JsonToken value) throws JsonException, SafetensorsException {
        if (value != JsonToken.START_OBJECT) {
            fault(Kind.BAD_METADATA, "__metadata__ is not an object of strings");
            tokens.skipChildren();
            return;
        }
        Set<String> keys = new HashSet<>();
        while (tokens.next() != JsonToken.END_OBJECT) {
            count();
            String key = tokens.text();
            if (!keys.add(key)) {
                fault(Kind.DUPLICATE_KEY, "the metadata key " + Quote.of(key) + " is there twice, again");
            }
            if (tokens.next() == JsonToken.VALUE_STRING) {
                metadata.put(key, tokens.text());
            } else {
                fault(Kind.BAD_METADATA, "the metadata " + Quote.of(key) + " is not a string");
                tokens.skipChildren();
            }
        }
    }

    private void tensor(String name, JsonToken value) throws JsonException {
        String tensor = "tensor " + Quote.of(name) + ": ";
        if (value != JsonToken.START_OBJECT) {
            fault(Kind.TENSOR_FIELDS, tensor + "is not an object with dtype, shape and data_offsets");
            tokens.skipChildren();
            return;
        }
        String type = null;
        List<Long> shape = null;
        long[] offsets = null;
        Set<String> fields = new HashSet<>();
        while (tokens.next() != JsonToken.END_OBJECT) {
            String field = tokens.text();
            if (!fields.add(field)) {
                fault(Kind.DUPLICATE_KEY, tensor + "the field " + Quote.of(field) + " is there twice, again");
            }
            JsonToken fieldValue = tokens.next();
            switch (field) {
                case "dtype" -> type = type(tensor, fieldValue);
                case "shape" -> shape = shape(tensor, fieldValue);
                case "data_offsets" -> offsets = offsets(tensor, fieldValue);
                default -> tokens.skipChildren();
            }
        }
        for (String field : List.of("dtype", "shape", "data_offsets")) {
            if (!fields.contains(field)) {
                fault(Kind.TENSOR_FIELDS, tensor + field + " is missing; its description ends");
            }
        }
        // What is null here has been reported.
        if (type != null && shape != null && offsets != null) {
            Dtype dtype = Dtype.named(type).orElse(null);
            tensors.add(new Entry(name, type, dtype, shape, dataBegin + offsets[0], offsets[1] - offsets[0]));
        }
    }

    private @Nullable String type(String tensor, JsonToken value) throws JsonException {
        if (value == JsonToken.VALUE_STRING) {
            return tokens.text();
        }
        fault(Kind.UNKNOWN_DTYPE, tensor + "dtype is not a string");
        tokens.skipChildren();
        return null;
    }

    private @Nullable List<Long> shape(String tensor, JsonToken value) throws JsonException {
        if (value != JsonToken.START_ARRAY) {
            fault(Kind.BAD_DIMENSION, tensor + "shape is not a list");
            tokens.skipChildren();
            return null;
        }
        List<Long> shape = new ArrayList<>();
        boolean good = true;
        for (JsonToken item = tokens.next(); item != JsonToken.END_ARRAY; item = tokens.next()) {
            long dimension = natural(item);
            if (dimension < 0) {
                String found = item.isNumeric() ? Quote.plain(tokens.text()) : "not a number";
                fault(Kind.BAD_DIMENSION, tensor + "a dimension is " + found + ", not an integer from 0 to 2^63 - 1,");
                tokens.skipChildren();
                good = false;
            } else if (shape.size() == MOST_DIMENSIONS) {
                fault(Kind.BAD_DIMENSION, tensor + "shape has more than " + MOST_DIMENSIONS + " dimensions");
                good = false;
            }
            if (good) {
                shape.add(dimension);
            }
        }
        return good ? List.copyOf(shape) : null;
    }

    private long @Nullable [] offsets(String tensor, JsonToken value) throws JsonException {
        int count = 0;
        boolean good = value == JsonToken.START_ARRAY;
        long[] offsets = new long[2];
        if (good) {
            for (JsonToken item = tokens.next(); item != JsonToken.END_ARRAY; item = tokens.next()) {
                long offset = natural(item);
                good &= offset != NOT_NATURAL;
                if (count < 2) {
                    offsets[count] = offset == TOO_LARGE ? BEYOND : Math.min(offset, BEYOND);
                }
                count++;
                tokens.skipChildren();
            }
        } else {
            tokens.skipChildren();
        }
        if (!good || count != 2) {
            fault(Kind.TENSOR_FIELDS, tensor + "data_offsets are not two non-negative integers; they end");
            return null;
        }
        return offsets;
    }

    /**
     * The current token as an integer from 0 to 2⁶³ − 1, or {@link #TOO_LARGE} or {@link #NOT_NATURAL}, both negative.
     */
    private long natural(JsonToken token) throws JsonException {
        if (token != JsonToken.VALUE_NUMBER_INT || tokens.text().startsWith("-")) {
            return NOT_NATURAL;
        }
        try {
            return Long.parseLong(tokens.text());
        } catch (NumberFormatException e) {
            return TOO_LARGE;
        }
    }

    private void fault(Kind kind, String message) {
        faults.computeIfAbsent(kind, k -> message + " at byte " + tokens.position());
    }
}
