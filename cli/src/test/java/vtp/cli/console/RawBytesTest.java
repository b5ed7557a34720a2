package vtp.cli.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RawBytesTest {

    @Test
    void bytesThatAreNotUtf8AreKeptOneByOne() {
        String text = RawBytes.decode("a\u00e9\u00ff.png".getBytes(ISO_8859_1));
        assertThat(text).isEqualTo("a\uDCE9\uDCFF.png");
        assertThat(RawBytes.escaped(text)).isEqualTo("a%E9%FF.png");
        assertThat(RawBytes.decode("aé\uD83D\uDE00%E9".getBytes(UTF_8))).isEqualTo("aé\uD83D\uDE00%E9");
    }

    @Test
    void anyBytesComeBack() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (i % 2 == 0) { // sequences that are almost UTF-8
                for (int b = 0; b < bytes.length; b++) {
                    bytes[b] = new byte[] {
                                (byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80, (byte) 0xED, (byte) 0xA0, 'a'
                            }
                            [random.nextInt(7)];
                }
            }
            assertThat(RawBytes.encode(RawBytes.decode(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void piecesEndInTheSeparator() {
        assertThat(pieces("a\nb\n")).containsExactly("a", "b");
        assertThat(pieces("a\n\nb")).containsExactly("a", "", "b");
        assertThat(pieces("")).isEmpty();
        assertThat(pieces("\n")).containsExactly("");
    }

    private static List<String> pieces(String text) {
        return RawBytes.split(text.getBytes(UTF_8), (byte) '\n').stream()
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }
}
