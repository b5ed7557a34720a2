package vtp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private static final BpeTokenizer TOKENIZER = BpeTokenizer.clip();

    /** Lines of ids, tab, escaped text, made by testdata/reference/goldens_text.py. */
    @Test
    void givesTheReferencesIds() {
        List<EscapedRow> rows = EscapedRow.read("text.tsv");
        assertThat(rows).hasSizeGreaterThan(2000);
        assertThat(wrong(TOKENIZER, rows)).isEmpty();
    }

    /** {@code text-ftfy.tsv} holds, of the texts of {@code text.tsv}, only those whose ids differ with ftfy. */
    @Test
    void givesTheReferencesIdsWithFtfy() {
        Map<String, EscapedRow> rows = new LinkedHashMap<>();
        EscapedRow.read("text.tsv").forEach(row -> rows.put(row.escaped(), row));
        List<EscapedRow> withFtfy = EscapedRow.read("text-ftfy.tsv");
        assertThat(withFtfy).hasSizeGreaterThan(300);
        withFtfy.forEach(row -> rows.put(row.escaped(), row));
        assertThat(wrong(BpeTokenizer.clip(TextCleaning.FTFY), List.copyOf(rows.values())))
                .isEmpty();
    }

    @Test
    void cleansPlainlyUnlessTold() {
        String quoted = "a dog\u2019s toy";
        assertThat(TOKENIZER.encode(quoted))
                .isEqualTo(BpeTokenizer.clip(TextCleaning.PLAIN).encode(quoted))
                .isNotEqualTo(TOKENIZER.encode("a dog's toy"));
        assertThat(BpeTokenizer.clip(TextCleaning.FTFY).encode(quoted)).isEqualTo(TOKENIZER.encode("a dog's toy"));
    }

    private static List<String> wrong(BpeTokenizer tokenizer, List<EscapedRow> rows) {
        List<String> wrong = new ArrayList<>();
        for (EscapedRow row : rows) {
            String ids = ids(tokenizer.encode(row.text()));
            if (!ids.equals(row.wanted())) {
                wrong.add(row + "\n    but was " + ids);
            }
        }
        return wrong;
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
        for (TextCleaning cleaning : TextCleaning.values()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BpeTokenizer.clip(cleaning).encode(EscapedRow.unescape(escaped)))
                    .withMessageContaining("U+" + codePoint)
                    .withMessageContaining("index " + index);
        }
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
}
