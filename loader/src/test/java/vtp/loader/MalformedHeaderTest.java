package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.loader.SafetensorsException.Kind;

/** One bad file per row: it is refused for the right cause, in one line that says where. */
class MalformedHeaderTest {
    private static final String A = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    private static Arguments row(Kind kind, String header, int dataBytes, String message) {
        return arguments(kind, Fixtures.safetensors(header, dataBytes), message);
    }

    /** A header of one tensor "a". */
    private static Arguments tensor(Kind kind, String fields, int dataBytes, String message) {
        return row(kind, "{\"a\":{" + fields + "}}", dataBytes, message);
    }

    private static Arguments shape(Kind kind, String shape, String message) {
        return tensor(kind, "\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0,8]", 8, message);
    }

    private static Arguments offsets(Kind kind, String offsets, String message) {
        return tensor(kind, "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":" + offsets, 8, message);
    }

    private static Arguments two(Kind kind, String first, String second, int dataBytes, String message) {
        return row(
                kind,
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + first
                        + "},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + second + "}}",
                dataBytes,
                message);
    }

    static Stream<Arguments> fileLengths() {
        byte[] tooLong = Fixtures.safetensors("{}", 0);
        tooLong[3] = 6; // 0x06000002 = 100,663,298
        byte[] negative = Fixtures.safetensors("{}", 0);
        negative[7] = -1;
        byte[] justOver = Fixtures.safetensors("{}", 0);
        byte[] limit = {0x01, (byte) 0xE1, (byte) 0xF5, 0x05, 0, 0, 0, 0}; // 100,000,001
        System.arraycopy(limit, 0, justOver, 0, 8);
        byte[] atLimit = justOver.clone();
        atLimit[0] = 0;
        byte[] pastEnd = Fixtures.safetensors("{}", 0);
        pastEnd[0] = 3;
        return Stream.of(
                arguments(Kind.FILE_TOO_SHORT, new byte[0], "has 0 bytes"),
                arguments(Kind.FILE_TOO_SHORT, new byte[7], "has 7 bytes"),
                arguments(Kind.HEADER_TOO_LONG, tooLong, "100663298"),
                arguments(Kind.HEADER_TOO_LONG, negative, "18374686479671623682"),
                arguments(Kind.HEADER_TOO_LONG, justOver, "100000001"),
                row(
                        Kind.HEADER_TOO_LONG,
                        "{\"__metadata__\":{" + "\"a\":\"\",".repeat(1_000_000) + "}}",
                        0,
                        "more than 1000000 tensors and metadata"),
                arguments(Kind.HEADER_INCOMPLETE, atLimit, "end at byte 100000008"),
                arguments(Kind.HEADER_INCOMPLETE, pastEnd, "should end at byte 11, but the file at 10"));
    }

    static Stream<Arguments> utf8() {
        return Stream.of(
                arguments(Kind.HEADER_NOT_UTF8, latin1("{\"\u00E9\":0}"), "at byte 10"),
                arguments(Kind.HEADER_NOT_UTF8, latin1("{\"\u00C0\u0080\":0}"), "at byte 10"), // overlong NUL
                arguments(Kind.HEADER_NOT_UTF8, latin1("{\"\u00ED\u00A0\u0080\":0}"), "at byte 10"), // surrogate
                arguments(Kind.HEADER_NOT_UTF8, latin1("{\"\u00F4\u0090\u0080\u0080\":0}"), "at byte 10"), // > 10FFFF
                arguments(Kind.HEADER_NOT_UTF8, latin1("{} \u00E2\u0080"), "at byte 11"),
                arguments(Kind.HEADER_NOT_UTF8, latin1("not JSON either \u00FF"), "at byte 24"));
    }

    private static byte[] latin1(String header) {
        return Fixtures.safetensors(header.getBytes(StandardCharsets.ISO_8859_1), 0);
    }

    static Stream<Arguments> json() {
        Kind kind = Kind.HEADER_NOT_JSON;
        return Stream.of(
                row(kind, "", 0, "ends early"),
                row(kind, "   ", 0, "ends early"),
                row(kind, "[]", 0, "byte 8"),
                row(kind, "null", 0, "byte 8"),
                row(kind, "\"{}\"", 0, "byte 8"),
                row(kind, "{", 0, "byte 9"),
                row(kind, "{}{}", 0, "byte 10"),
                row(kind, "{}]", 0, "byte 10"),
                row(kind, "{} x", 0, "byte 11"),
                row(kind, "{}\u0000", 0, "near byte 1"),
                row(kind, "\uFEFF{}", 0, "byte 8"),
                row(kind, "{\u0000}\u0000", 0, ""), // UTF-16, as Jackson would guess
                row(kind, "{" + A + ",}", 8, ""),
                row(kind, "{" + A + " " + A + "}", 8, ""),
                row(kind, "{'a':0}", 0, ""),
                row(kind, "{a:0}", 0, ""),
                row(kind, "{/**/}", 0, ""),
                row(kind, "{\"a\":NaN}", 0, ""),
                row(kind, "{\"a\":01}", 0, ""),
                row(kind, "{\"a\":+1}", 0, ""),
                row(kind, "{\"a\":1.}", 0, ""),
                row(kind, "{\"a\":.5}", 0, ""),
                row(kind, "{\"a\nb\":0}", 0, ""),
                row(kind, "{\"a\\x\":0}", 0, ""),
                row(kind, "{\"a\\ud800\":0}", 0, "urrogate pair"),
                row(kind, "{\"a\":{\"x\":\"\\udc00\"}}", 0, "half a surrogate pair"),
                row(kind, "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}", 0, "more than 128 levels"),
                row(kind, "{\"a\":" + "[".repeat(100_000), 0, "more than 128 levels"));
    }

    static Stream<Arguments> fields() {
        Kind kind = Kind.TENSOR_FIELDS;
        return Stream.of(
                row(kind, "{\"a\":3}", 0, "tensor \"a\""),
                row(kind, "{\"a\":null}", 0, "tensor \"a\""),
                row(kind, "{\"a\":[\"F32\",[2],[0,8]]}", 8, "not an object"),
                row(kind, "{\"a\":{}}", 0, "dtype is missing"),
                tensor(kind, "\"shape\":[2],\"data_offsets\":[0,8]", 8, "dtype is missing"),
                tensor(kind, "\"dtype\":\"F32\",\"data_offsets\":[0,8]", 8, "shape is missing"),
                tensor(kind, "\"dtype\":\"F32\",\"shape\":[2]", 8, "data_offsets is missing"),
                offsets(kind, "[]", "two non-negative integers"),
                offsets(kind, "[8]", "two non-negative integers"),
                offsets(kind, "[0,8,8]", "two non-negative integers"),
                offsets(kind, "[0,8.0]", "two non-negative integers"),
                offsets(kind, "[0,8e0]", "two non-negative integers"),
                offsets(kind, "[-0,8]", "two non-negative integers"),
                offsets(kind, "[-8,0]", "two non-negative integers"),
                offsets(kind, "[0,\"8\"]", "two non-negative integers"),
                offsets(kind, "[0,[8]]", "two non-negative integers"),
                offsets(kind, "[0,null]", "two non-negative integers"),
                offsets(kind, "{\"0\":8}", "two non-negative integers"),
                offsets(kind, "8", "two non-negative integers"));
    }

    static Stream<Arguments> dtypes() {
        Kind kind = Kind.UNKNOWN_DTYPE;
        String rest = ",\"shape\":[2],\"data_offsets\":[0,8]";
        return Stream.of(
                tensor(kind, "\"dtype\":32" + rest, 8, "not a string"),
                tensor(kind, "\"dtype\":null" + rest, 8, "not a string"),
                tensor(kind, "\"dtype\":[\"F32\"]" + rest, 8, "not a string"));
    }

    static Stream<Arguments> dimensions() {
        Kind kind = Kind.BAD_DIMENSION;
        return Stream.of(
                shape(kind, "[-1]", "a dimension is -1"),
                shape(kind, "[" + "1,".repeat(1000) + "2]", "shape has more than 1000 dimensions"),
                shape(kind, "[-0]", "a dimension is -0"),
                shape(kind, "[2.0]", "a dimension is 2.0"),
                shape(kind, "[2e0]", "a dimension is 2e0"),
                shape(kind, "[1e2]", "a dimension is 1e2"),
                shape(kind, "[\"2\"]", "not a number"),
                shape(kind, "[true]", "not a number"),
                shape(kind, "[null]", "not a number"),
                shape(kind, "[[2]]", "not a number"),
                shape(kind, "[{}]", "not a number"),
                shape(kind, "[9223372036854775808]", "9223372036854775808"),
                shape(kind, "[18446744073709551616]", "18446744073709551616"),
                shape(kind, "[1" + "0".repeat(2000) + "]", "1000"),
                shape(kind, "2", "shape is not a list"),
                shape(kind, "null", "shape is not a list"),
                shape(kind, "{}", "shape is not a list"));
    }

    static Stream<Arguments> duplicates() {
        Kind kind = Kind.DUPLICATE_KEY;
        return Stream.of(
                row(kind, "{" + A + "," + A + "}", 8, "\"a\" is there twice"),
                row(kind, "{" + A + "," + A.replace("\"a\"", "\"\\u0061\"") + "}", 8, "\"a\" is there twice"),
                tensor(
                        kind,
                        "\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]",
                        8,
                        "\"dtype\""),
                tensor(kind, "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1,\"x\":2", 8, "\"x\""),
                row(kind, "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "\"__metadata__\""),
                row(kind, "{\"__metadata__\":{\"k\":\"1\",\"\\u006b\":\"2\"}}", 0, "metadata key \"k\""));
    }

    static Stream<Arguments> metadata() {
        Kind kind = Kind.BAD_METADATA;
        return Stream.of(
                row(kind, "{\"__metadata__\":null}", 0, "not an object"),
                row(kind, "{\"__metadata__\":[]}", 0, "not an object"),
                row(kind, "{\"__metadata__\":\"x\"}", 0, "not an object"),
                row(kind, "{\"__metadata__\":{\"k\":1}}", 0, "\"k\" is not a string"),
                row(kind, "{\"__metadata__\":{\"k\":null}}", 0, "\"k\" is not a string"),
                row(kind, "{\"__metadata__\":{\"k\":{\"a\":\"b\"}}}", 0, "\"k\" is not a string"));
    }

    static Stream<Arguments> data() {
        return Stream.of(
                two(Kind.BAD_OFFSETS, "[1,5]", "[5,9]", 9, "\"a\": data_offsets [1, 5] leave a gap after 0"),
                two(Kind.BAD_OFFSETS, "[0,4]", "[5,9]", 9, "\"b\": data_offsets [5, 9] leave a gap after 4"),
                two(Kind.BAD_OFFSETS, "[0,4]", "[3,7]", 7, "\"b\": data_offsets [3, 7] overlap what ends at 4"),
                two(Kind.BAD_OFFSETS, "[0,4]", "[0,4]", 4, "overlap"),
                two(Kind.BAD_OFFSETS, "[0,4]", "[4,0]", 4, "end before they begin"),
                two(Kind.BAD_OFFSETS, "[0,4]", "[9223372036854775807,9223372036854775807]", 4, "gap"),
                offsets(Kind.DATA_LENGTH, "[0,9]", "but the file ends at"),
                offsets(Kind.DATA_LENGTH, "[0,7]", "appended"),
                offsets(Kind.DATA_LENGTH, "[0,9223372036854775807]", "but the file ends at"),
                offsets(Kind.DATA_LENGTH, "[0,9223372036854775808]", "but the file ends at"),
                offsets(Kind.DATA_LENGTH, "[0,184467440737095516160]", "but the file ends at"),
                row(Kind.DATA_LENGTH, "{}", 1, "appended"),
                shape(Kind.SIZE_OVERFLOW, "[9223372036854775807]", "exceeds 64 bits"),
                shape(Kind.SIZE_OVERFLOW, "[4294967296,4294967296]", "exceeds 64 bits"),
                shape(Kind.SIZE_OVERFLOW, "[4611686018427387906]", "exceeds 64 bits"), // × 4 = 8 modulo 2^64
                shape(Kind.SIZE_MISMATCH, "[3]", "needs 12 bytes, but data_offsets span 8"),
                shape(Kind.SIZE_MISMATCH, "[]", "needs 4 bytes"),
                shape(Kind.SIZE_MISMATCH, "[2,0]", "needs 0 bytes"));
    }

    /** Files with two faults: the first in the order of the causes counts, not in that of the file. */
    static Stream<Arguments> order() {
        String unknown = "\"b\":{\"dtype\":0,\"shape\":[1],\"data_offsets\":[0,8]}";
        String negative = "\"c\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}";
        String meta = "\"__metadata__\":3";
        return Stream.of(
                row(Kind.HEADER_NOT_JSON, "{" + unknown + "},", 8, ""),
                row(
                        Kind.TENSOR_FIELDS,
                        "{" + meta + "," + A + "," + A + "," + negative + "," + unknown + ",\"d\":{}}",
                        8,
                        ""),
                row(Kind.UNKNOWN_DTYPE, "{" + meta + "," + A + "," + A + "," + negative + "," + unknown + "}", 8, ""),
                row(Kind.BAD_DIMENSION, "{" + meta + "," + A + "," + A + "," + negative + "}", 8, ""),
                row(Kind.DUPLICATE_KEY, "{" + meta + "," + A + "," + A + "}", 8, ""),
                row(Kind.BAD_METADATA, "{" + A.replace("0,8", "1,9") + "," + meta + "}", 8, ""),
                shape(Kind.SIZE_OVERFLOW, "[9223372036854775807,2,3]", ""),
                row(
                        Kind.BAD_OFFSETS,
                        "{\"a\":{\"dtype\":\"F64\",\"shape\":[9223372036854775807],\"data_offsets\":[1,9]}}",
                        8,
                        ""));
    }

    @ParameterizedTest
    @MethodSource({
        "fileLengths",
        "utf8",
        "json",
        "fields",
        "dtypes",
        "dimensions",
        "duplicates",
        "metadata",
        "data",
        "order"
    })
    void isRefused(Kind kind, byte[] file, String message) {
        SafetensorsException e = catchThrowableOfType(SafetensorsException.class, () -> Fixtures.open(file));
        assertThat(e).isNotNull();
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
        assertThat(e).hasMessageStartingWith("test.safetensors: ").hasMessageContaining(message);
        assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(500);
    }

    @Test
    void everyCauseOfAHeaderHasARow() {
        Stream<Arguments> rows = Stream.of(
                        fileLengths(),
                        utf8(),
                        json(),
                        fields(),
                        dtypes(),
                        dimensions(),
                        duplicates(),
                        metadata(),
                        data())
                .flatMap(s -> s);
        assertThat(rows.map(row -> (Kind) row.get()[0]).distinct())
                .containsExactly(
                        EnumSet.range(Kind.FILE_TOO_SHORT, Kind.SIZE_MISMATCH).toArray(Kind[]::new));
    }

    @Test
    void aBadFileIsRefusedJustAsItIsInMemory(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a.safetensors"), Fixtures.safetensors("{" + A + "}", 7));
        SafetensorsException e = catchThrowableOfType(SafetensorsException.class, () -> Checkpoint.open(file));
        assertThat(e.kind()).isEqualTo(Kind.DATA_LENGTH);
        assertThat(e.file()).isEqualTo(file.toString());
    }
}
