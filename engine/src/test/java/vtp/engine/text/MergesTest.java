package vtp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class MergesTest {
    /**
     * The resource, written out as text, is lines 1 to 48894, after the header, of OpenAI's bpe_simple_vocab_16e6.txt:
     * {@code zcat bpe_simple_vocab_16e6.txt.gz | sed -n 2,48895p | sha256sum}.
     */
    @Test
    void isOpenAisTable() throws NoSuchAlgorithmException {
        List<String> symbols = byteAlphabet();
        for (String letter : List.copyOf(symbols)) {
            symbols.add(letter + "</w>");
        }
        StringBuilder text = new StringBuilder();
        ByteBuffer table = ByteBuffer.wrap(Resources.bytes("clip-merges.u16"));
        while (table.hasRemaining()) {
            String left = symbols.get(table.getChar());
            String right = symbols.get(table.getChar());
            text.append(left).append(' ').append(right).append('\n');
            symbols.add(left + right);
        }
        assertThat(symbols).hasSize(BpeTokenizer.START_OF_TEXT).doesNotHaveDuplicates();
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(digest))
                .isEqualTo("d308b7377a8ceaa9707a21614fe8c831b9196e197b7aeb69833359362907af02");
    }

    /** A word of one byte is one symbol: the byte's place in CLIP's alphabet, at the end of a word. */
    @Test
    void knowsEachByte() {
        Merges merges = new Merges();
        List<String> alphabet = byteAlphabet();
        for (int b = 0; b < 256; b++) {
            assertThat(merges.apply(new byte[] {(byte) b})).containsExactly(256 + alphabet.indexOf(letter(b)));
        }
    }

    @Test
    void mergesLongWordsAsTheDefinitionDoes() {
        Merges merges = new Merges();
        Random random = new Random(3);
        for (int length : new int[] {1, 2, 3, 4, 5, 8, 13, 40, 200, 1000}) {
            for (String letters : new String[] {"a", "ab", "aeinorst", "abcdefghijklmnopqrstuvwxyz", "!-.*=", "日本中文"}) {
                StringBuilder word = new StringBuilder();
                for (int i = 0; i < length; i++) {
                    word.append(letters.charAt(random.nextInt(letters.length())));
                }
                byte[] bytes = word.toString().getBytes(StandardCharsets.UTF_8);
                assertThat(merges.apply(bytes)).as("%s", word).isEqualTo(definition(merges, bytes));
            }
        }
    }

    /** As long as any pair merges: all occurrences, from left to right, of the pair with the lowest rank. */
    private static int[] definition(Merges merges, byte[] word) {
        List<Integer> symbols = new ArrayList<>();
        for (int i = 0; i < word.length; i++) {
            int endOfWord = merges.apply(new byte[] {word[i]})[0];
            symbols.add(i == word.length - 1 ? endOfWord : endOfWord - 256);
        }
        while (true) {
            int lowest = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                int joined = merges.find(symbols.get(i), symbols.get(i + 1));
                lowest = joined != 0 ? Math.min(lowest, joined) : lowest;
            }
            if (lowest == Integer.MAX_VALUE) {
                return symbols.stream().mapToInt(Integer::intValue).toArray();
            }
            for (int i = 0; i + 1 < symbols.size(); i++) {
                if (merges.find(symbols.get(i), symbols.get(i + 1)) == lowest) {
                    symbols.set(i, lowest);
                    symbols.remove(/* index */ i + 1);
                }
            }
        }
    }

    private static List<String> byteAlphabet() {
        List<String> printable = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            (isPrintable(b) ? printable : others).add(letter(b));
        }
        printable.addAll(others);
        return printable;
    }

    /** The character that OpenAI's table writes for a byte. */
    private static String letter(int b) {
        if (isPrintable(b)) {
            return Character.toString(b);
        }
        int others = 0;
        for (int lower = 0; lower < b; lower++) {
            others += isPrintable(lower) ? 0 : 1;
        }
        return Character.toString(256 + others);
    }

    private static boolean isPrintable(int b) {
        return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
    }
}
