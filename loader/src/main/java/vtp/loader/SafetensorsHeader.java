package vtp.loader;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import vtp.loader.SafetensorsException.Kind;

/**
 * What a safetensors file says of itself: a little-endian 64-bit length n, n bytes of JSON, then the tensors' data.
 *
 * @param tensors those of known types, in the order of their data
 * @param unknownTypes the names of the types that are not known, by tensor
 * @param metadata {@code __metadata__}; empty if there is none
 */
record SafetensorsHeader(
        List<TensorInfo> tensors, SortedMap<String, String> unknownTypes, Map<String, String> metadata) {
    /** Bytes of the length that a file begins with. */
    static final int LENGTH_BYTES = Long.BYTES;

    /** The longest header that any safetensors library reads. */
    static final int MAX_BYTES = 100_000_000;

    static final String METADATA = "__metadata__";

    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Duplicate names are refused; characters are escaped only if they must be, in lower case, as serde_json does. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamWriteFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    /**
     * Reads and checks a file's header; the checks come in the order of {@link Kind}. A file whose beginning is no
     * header but that of another known format is refused as that.
     */
    static SafetensorsHeader read(Bytes file) throws IOException {
        try {
            return readHeader(file);
        } catch (SafetensorsException e) {
            if (e.kind().compareTo(Kind.HEADER_NOT_JSON) > 0) {
                throw e;
            }
            Optional<String> other = FileKind.of(file);
            if (other.isEmpty()) {
                throw e;
            }
            throw new SafetensorsException(
                    Kind.OTHER_FORMAT, file.name(), "is " + other.get() + ", but a safetensors file is needed");
        }
    }

    private static SafetensorsHeader readHeader(Bytes file) throws IOException {
        byte[] json = json(file);
        int invalid = JsonTokens.firstInvalidByte(json);
        if (invalid >= 0) {
            throw new SafetensorsException(
                    Kind.HEADER_NOT_UTF8,
                    file.name(),
                    "the header is not UTF-8 at byte " + (LENGTH_BYTES + invalid)
                            + ": not a safetensors file, or damaged");
        }
        long dataBegin = (long) LENGTH_BYTES + json.length;
        HeaderParser.Result parsed = HeaderParser.parse(file.name(), json, dataBegin);
        List<HeaderParser.Entry> entries = parsed.tensors().stream()
                .sorted(Comparator.comparingLong(HeaderParser.Entry::beginBytes)
                        .thenComparingLong(HeaderParser.Entry::byteSize))
                .toList();
        checkOffsets(entries, file, dataBegin);
        List<TensorInfo> tensors = new ArrayList<>();
        SortedMap<String, String> unknownTypes = new TreeMap<>();
        for (HeaderParser.Entry entry : entries) {
            Dtype dtype = entry.dtype();
            if (dtype == null) {
                unknownTypes.put(entry.name(), entry.typeName());
            } else {
                tensors.add(new TensorInfo(
                        entry.name(), dtype, entry.shape(), file.name(), entry.beginBytes(), entry.byteSize()));
            }
        }
        checkSizes(tensors);
        return new SafetensorsHeader(tensors, unknownTypes, parsed.metadata());
    }

    private static byte[] json(Bytes file) throws IOException {
        if (file.size() < LENGTH_BYTES) {
            throw new SafetensorsException(
                    Kind.FILE_TOO_SHORT,
                    file.name(),
                    "has " + file.size() + " bytes, but a safetensors file begins with 8 bytes of header length;"
                            + " download or copy it again");
        }
        MemorySegment length = MemorySegment.ofArray(new byte[LENGTH_BYTES]);
        file.copy(0, length);
        long n = length.get(LENGTH, 0);
        if (Long.compareUnsigned(n, MAX_BYTES) > 0) {
            throw new SafetensorsException(
                    Kind.HEADER_TOO_LONG,
                    file.name(),
                    "bytes 0 to 8 say that the header has " + Long.toUnsignedString(n) + " bytes, more than "
                            + MAX_BYTES + ": not a safetensors file");
        }
        if (LENGTH_BYTES + n > file.size()) {
            throw new SafetensorsException(
                    Kind.HEADER_INCOMPLETE,
                    file.name(),
                    "the header should end at byte " + (LENGTH_BYTES + n) + ", but the file at " + file.size()
                            + ": download or copy it again");
        }
        byte[] json = new byte[(int) n];
        file.copy(LENGTH_BYTES, MemorySegment.ofArray(json));
        return json;
    }

    /** {@code tensors}, sorted, must tile the file from {@code dataBegin} to its end. */
    private static void checkOffsets(List<HeaderParser.Entry> tensors, Bytes file, long dataBegin)
            throws SafetensorsException {
        long end = dataBegin;
        for (HeaderParser.Entry tensor : tensors) {
            if (tensor.byteSize() < 0 || tensor.beginBytes() != end) {
                long begin = tensor.beginBytes() - dataBegin;
                String where = "data_offsets [" + begin + ", " + (begin + tensor.byteSize()) + "] ";
                String problem = tensor.byteSize() < 0
                        ? "end before they begin"
                        : (tensor.beginBytes() > end ? "leave a gap after " : "overlap what ends at ")
                                + (end - dataBegin);
                throw refuse(
                        Kind.BAD_OFFSETS,
                        file.name(),
                        tensor.name(),
                        where + problem + " (byte " + end + " of the file)");
            }
            end += tensor.byteSize();
        }
        if (end != file.size()) {
            throw new SafetensorsException(
                    Kind.DATA_LENGTH,
                    file.name(),
                    end > file.size()
                            ? "the data should end at byte " + end + ", but the file ends at " + file.size()
                                    + ": download or copy it again"
                            : "the data ends at byte " + end + ", but the file has " + file.size()
                                    + " bytes: something was appended to it");
        }
    }

    private static void checkSizes(List<TensorInfo> tensors) throws SafetensorsException {
        for (TensorInfo tensor : tensors) {
            try {
                tensor.dtype().byteSize(tensor.shape());
            } catch (ArithmeticException e) {
                throw refuse(
                        Kind.SIZE_OVERFLOW,
                        tensor.file(),
                        tensor.name(),
                        "the size of " + shape(tensor) + " in " + tensor.dtype() + " exceeds 64 bits");
            }
        }
        for (TensorInfo tensor : tensors) {
            long needed = tensor.dtype().byteSize(tensor.shape());
            if (needed != tensor.byteSize()) {
                throw refuse(
                        Kind.SIZE_MISMATCH,
                        tensor.file(),
                        tensor.name(),
                        shape(tensor) + " in " + tensor.dtype() + " needs " + needed + " bytes, but data_offsets span "
                                + tensor.byteSize() + " (from byte " + tensor.beginBytes() + " of the file)");
            }
        }
    }

    private static String shape(TensorInfo tensor) {
        return "shape " + Quote.plain(tensor.shape().toString());
    }

    private static SafetensorsException refuse(Kind kind, String file, String tensor, String problem) {
        return new SafetensorsException(kind, file, "tensor " + Quote.of(tensor) + ": " + problem);
    }

    /** The length and the JSON that a file with these tensors begins with, padded with blanks to 8 bytes. */
    static byte[] format(List<TensorSpec> tensors, Map<String, String> metadata) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(json, JsonEncoding.UTF8)) {
            out.writeStartObject();
            if (!metadata.isEmpty()) {
                out.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    out.writeStringField(wellFormed(entry.getKey()), wellFormed(entry.getValue()));
                }
                out.writeEndObject();
            }
            long offset = 0;
            for (TensorSpec tensor : tensors) {
                if (tensor.name().equals(METADATA)) {
                    throw new IllegalArgumentException("no tensor may be called " + METADATA);
                }
                out.writeObjectFieldStart(wellFormed(tensor.name()));
                out.writeStringField("dtype", tensor.dtype().name());
                out.writeArrayFieldStart("shape");
                for (long dimension : tensor.shape()) {
                    out.writeNumber(dimension);
                }
                out.writeEndArray();
                out.writeArrayFieldStart("data_offsets");
                out.writeNumber(offset);
                offset = Math.addExact(offset, tensor.byteSize());
                out.writeNumber(offset);
                out.writeEndArray();
                out.writeEndObject();
            }
            out.writeEndObject();
        } catch (IOException e) {
            // There is no other reason: memory does not fail to be written.
            throw new IllegalArgumentException(
                    "a name is there twice: " + Quote.plain(String.valueOf(e.getMessage())), e);
        }
        int padding = -json.size() & 7;
        json.writeBytes(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        if (json.size() > MAX_BYTES) {
            throw new IllegalArgumentException("a header of " + json.size() + " bytes, more than " + MAX_BYTES);
        }
        byte[] header = new byte[LENGTH_BYTES + json.size()];
        MemorySegment.ofArray(header).set(LENGTH, 0, json.size());
        System.arraycopy(json.toByteArray(), 0, header, LENGTH_BYTES, json.size());
        return header;
    }

    private static String wellFormed(String text) {
        if (!JsonTokens.isWellFormed(text)) {
            throw new IllegalArgumentException("half a surrogate pair in " + Quote.of(text));
        }
        return text;
    }
}
