package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static Map<String, Object> read(String json) throws JsonException {
        return Json.readObject("test.json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void valuesBecomeJavaValues() throws JsonException {
        Map<String, Object> object = read(" {\"s\":\"é\\u00e9\\ud83d\\ude00\\n\",\"i\":-9223372036854775808,\"z\":-0,"
                + "\"big\":9223372036854775808,\"d\":1.0,\"e\":1e2,\"t\":true,\"f\":false,\"n\":null,"
                + "\"l\":[1,[],{\"k\":null}]} \n");
        assertThat(object.keySet()).containsExactly("s", "i", "z", "big", "d", "e", "t", "f", "n", "l");
        assertThat(object)
                .containsEntry("s", "éé😀\n")
                .containsEntry("i", Long.MIN_VALUE)
                .containsEntry("z", 0L)
                .containsEntry("big", BigInteger.ONE.shiftLeft(63))
                .containsEntry("d", 1.0)
                .containsEntry("e", 100.0)
                .containsEntry("t", true)
                .containsEntry("f", false)
                .containsEntry("n", null);
        List<?> list = (List<?>) object.get("l");
        assertThat(list.get(0)).isEqualTo(1L);
        assertThat(list.get(1)).isEqualTo(List.of());
        assertThat(list.get(2)).isInstanceOf(Map.class);
        assertThatThrownBy(() -> object.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "[]",
                "\"x\"",
                "{",
                "{}{}",
                "{},",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.1}",
                "{\"a\":1.}",
                "{\"a\":0x1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1e999}",
                "{\"a\":True}",
                "{//\n}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":{\"b\":1,\"\\u0062\":1}}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"\\udc00\":1}",
                "\uFEFF{}"
            })
    void whatIsNotOneStrictObjectIsRefused(String json) {
        JsonException e = catchThrowableOfType(JsonException.class, () -> read(json));
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).startsWith("test.json: ").contains("byte ").doesNotContain("\n");
    }

    @Test
    void boundsAreKept() throws JsonException {
        assertThat(read("{\"a\":" + "[".repeat(127) + "]".repeat(127) + "}")).containsKey("a");
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(128) + "]".repeat(128) + "}"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("128 levels");
        assertThat(read("{\"a\":" + "1".repeat(1000) + "}")).containsKey("a");
        assertThatThrownBy(() -> read("{\"a\":" + "1".repeat(1001) + "}"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("1000 digits");
        assertThat(read("{\"a\":[" + "0,".repeat(999_998) + "0]}")).containsKey("a");
        assertThatThrownBy(() -> read("{\"a\":[" + "0,".repeat(999_999) + "0]}"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("more than 1000000 values at byte 2000004");
        byte[] huge = new byte[(64 << 20) + 1];
        Arrays.fill(huge, (byte) ' ');
        assertThatThrownBy(() -> Json.readObject("test.json", huge)).isInstanceOf(JsonException.class);
    }

    @Test
    void theByteOfAFaultIsCountedInUtf8() {
        assertThatThrownBy(() -> read("{\"é😀\":1,\"é😀\":2}")).hasMessageContaining("at byte 12");
        assertThatThrownBy(() -> Json.readObject("test.json", new byte[] {'{', '"', (byte) 0xFF, '"', '}'}))
                .hasMessage("test.json: not UTF-8 at byte 2");
    }

    @Test
    void filesAreReadByName(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), "{\"image_size\":256}");
        assertThat(Json.readObject(file)).containsEntry("image_size", 256L);
        assertThatThrownBy(() -> Json.readObject(folder.resolve("absent.json")))
                .isInstanceOf(FileAccessException.class)
                .hasMessage(folder.resolve("absent.json") + ": does not exist");
    }

    /** A pipe without a writer would be waited for, and a device has no end. */
    @Test
    void whatIsNoRegularFileIsRefused(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("config.json");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Path path : List.of(folder, pipe, Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> Json.readObject(path))
                    .isInstanceOf(FileAccessException.class)
                    .hasMessage(path + ": is not a regular file");
        }
        Path loop = Files.createSymbolicLink(folder.resolve("loop.json"), Path.of("loop.json"));
        assertThatThrownBy(() -> Json.readObject(loop))
                .isInstanceOf(FileAccessException.class)
                .hasMessage(loop + ": is a link to a file that does not exist");
    }
}
