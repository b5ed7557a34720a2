package vtp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("any-width")
class BpeTokenizerTest {
    private static final Path GOLDENS = Path.of("..", "testdata", "goldens", "text.tsv");
    private static final BpeTokenizer TOKENIZER = BpeTokenizer.clip();

    /** Lines of ids, tab, escaped text, made by testdata/reference/goldens_text.py. */
    @Test
    void givesTheReferencesIds() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String> rows = Files.readAllLines(GOLDENS);
        assertThat(rows).hasSizeGreaterThan(2000);
        for (String row : rows) {
            int tab = row.indexOf('\t');
            String ids = ids(TOKENIZER.encode(unescape(row.substring(tab + 1))));
            if (!ids.equals(row.substring(0, tab))) {
                wrong.add(row + "\n    but was " + ids);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 49407",
        "2, 49406 49407",
        "3, 49406 320 49407",
        "6, 49406 320 1125 539 320 49407",
        "7, 49406 320 1125 539 320 2368 49407",
        "1000000000, 49406 320 1125 539 320 2368 49407",
    })
    void cutsToTheContextLengthAndDoesNotPad(int contextLength, String ids) {
        assertThat(ids(TOKENIZER.encode("a photo of a cat", contextLength))).isEqualTo(ids);
    }

    @Test
    void refusesAContextWithoutRoom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TOKENIZER.encode("a", 0))
                .withMessageContaining("0")
                .withMessageContaining("at least 1");
    }

    @ParameterizedTest
    @CsvSource({"\\uD800, D800, 0", "ab\\uDC00c, DC00, 2", "\\uD83D\\uDE00\\uDBFF, DBFF, 2", "\\uDFFF\\uD800, DFFF, 0"})
    void namesAnUnpairedSurrogate(String escaped, String codePoint, int index) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TOKENIZER.encode(unescape(escaped)))
                .withMessageContaining("U+" + codePoint)
                .withMessageContaining("index " + index);
    }

    /** Each of these is seconds to hours where a step looks at the whole text again. */
    @Test
    @Timeout(20)
    void takesLongTextsInItsStride() {
        Random random = new Random(1);
        String letters =
                random.ints(100_000, 'a', 'z' + 1).mapToObj(Character::toString).collect(Collectors.joining());
        for (String text : new String[] {
            letters,
            "x".repeat(100_000),
            "!".repeat(100_000),
            "&".repeat(100_000),
            "&amp".repeat(25_000),
            "&" + "a".repeat(100_000),
            "&#" + "0".repeat(100_000) + "65;",
            "Σ'".repeat(50_000),
            "Σ" + "'".repeat(100_000) + "Σ",
            " ".repeat(100_000),
            "word ".repeat(20_000),
        }) {
            int[] ids = TOKENIZER.encode(text);
            assertThat(ids).startsWith(BpeTokenizer.START_OF_TEXT).endsWith(BpeTokenizer.END_OF_TEXT);
            assertThat(ids.length).isLessThanOrEqualTo(BpeTokenizer.CONTEXT_LENGTH);
        }
    }

    @Test
    void theLocaleDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(TOKENIZER.encode("TITLE I")).isEqualTo(TOKENIZER.encode("title i"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void threadsShareIt() {
        List<String> names = ImageNet.names();
        List<String> alone =
                names.stream().map(name -> ids(TOKENIZER.encode(name))).toList();
        List<String> together =
                names.parallelStream().map(name -> ids(TOKENIZER.encode(name))).toList();
        assertThat(together).isEqualTo(alone);
    }

    private static String ids(int[] ids) {
        return IntStream.of(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    private static String unescape(String escaped) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '\\') {
                text.append((char) Integer.parseInt(escaped, i + 2, i + 6, 16));
                i += 5;
            } else {
                text.append(escaped.charAt(i));
            }
        }
        return text.toString();
    }
}
