package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.loader.SafetensorsException.Kind;

/** Files that are not what was expected are named for what they are. */
class OtherFormatTest {
    /** Files of other formats, and what stands in for the file. */
    static Stream<Arguments> formats() {
        String npz = "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\6\0\0\0mu.npyxx";
        return Stream.of(
                arguments(ascii("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"), "git-lfs"),
                arguments(ascii(npz), "is a NumPy archive (.npz), but a safetensors file is needed"),
                arguments(ascii(npz.replace("mu.npy", "x/0123")), "is a zip file"),
                arguments(ascii(npz.replace("\6\0\0\0mu.npy", "\n\0\0\0x/data.pkl")), "is a PyTorch file"),
                arguments(ascii("PK\3\4"), "is a zip file"),
                arguments(ascii("\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.x"), "is a PyTorch file"),
                arguments(ascii("\u0080\4\u0095 a pickle"), "is a Python pickle"),
                arguments(ascii("\u0093NUMPY\1\0"), "is a NumPy array (.npy)"),
                arguments(ascii("<!DOCTYPE html><html><head>"), "is an HTML page"),
                arguments(ascii("\u00ef\u00bb\u00bf\r\n <HTML lang=en>"), "is an HTML page"),
                arguments(ascii("<?xml version='1.0'?><Error>"), "is an XML document"),
                arguments(ascii("GGUF\3\0\0\0"), "is a GGUF file"),
                arguments(ascii("\u001f\u008b\b\0\0\0\0\0"), "is compressed by gzip"));
    }

    private static byte[] ascii(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void isNamed(byte[] file, String message) {
        SafetensorsException e = catchThrowableOfType(SafetensorsException.class, () -> Fixtures.open(file));
        assertThat(e)
                .isNotNull()
                .hasMessageStartingWith("test.safetensors: is ")
                .hasMessageContaining(message);
        assertThat(e.kind()).isEqualTo(Kind.OTHER_FORMAT);
        assertThat(e.getMessage()).doesNotContain("\n").endsWith(", but a safetensors file is needed");
    }

    @Test
    void otherReadersNameItToo() {
        byte[] pointer = ascii("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.readObject("config.json", pointer))
                .withMessageStartingWith("config.json: is a git-lfs pointer");
        assertThatExceptionOfType(NpyException.class)
                .isThrownBy(() -> Npy.ofMemory("a.npy", MemorySegment.ofArray(pointer)))
                .withMessageStartingWith("a.npy: is a git-lfs pointer");
    }

    private static final String TENSOR = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

    @Test
    void aHeaderThatLooksLikeAnotherFormatButIsNoneIsRead() throws IOException {
        byte[] file = Fixtures.safetensors(TENSOR + " ".repeat(0x4d42 - TENSOR.length()), 8);
        assertThat(file[0]).isEqualTo((byte) 'B'); // as a BMP picture begins
        assertThat(file[1]).isEqualTo((byte) 'M');
        assertThat(Fixtures.open(file).tensors()).containsOnlyKeys("a");
    }
}
