package vtp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("any-width")
class FtfyTest {
    /** Lines of the repaired text, tab, the text, made by testdata/reference/goldens_ftfy.py. */
    @Test
    void givesWhatFtfyGives() {
        List<String> wrong = new ArrayList<>();
        List<EscapedRow> rows = EscapedRow.read("ftfy.tsv");
        assertThat(rows).hasSizeGreaterThan(200);
        for (EscapedRow row : rows) {
            String fixed = Ftfy.fixText(row.text());
            if (!fixed.equals(EscapedRow.unescape(row.wanted()))) {
                wrong.add(row + " but was " + fixed);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void takesNoCharactersOfUsualEnglishForDamage() {
        for (char c = ' '; c <= '~'; c++) {
            String text = "It" + c + "s a " + c + "dog" + c;
            assertThat(Ftfy.fixText(text)).isEqualTo(text);
        }
    }

    /** Whatever the text, the result is well-formed; and nothing is left to repair in a line that stays one line. */
    @Test
    void anyTextIsRepairedAtOnce() {
        Random random = new Random(7);
        List<String> pieces = new ArrayList<>();
        EscapedRow.read("ftfy.tsv").forEach(row -> pieces.add(row.text()));
        int repaired = 0;
        for (int i = 0; i < 5_000; i++) {
            String text = text(random, pieces);
            String fixed = Ftfy.fixText(text);
            assertThat(isWellFormed(fixed)).as(text).isTrue();
            if (fixed.indexOf('\n') < 0) {
                assertThat(Ftfy.fixText(fixed)).as(text).isEqualTo(fixed);
            }
            repaired += fixed.equals(text) ? 0 : 1;
        }
        assertThat(repaired).isBetween(1_500, 4_999);
    }

    /** Whole pieces, parts of them, code points of any kind, and UTF-8 read as Latin-1. */
    private static String text(Random random, List<String> pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String piece = pieces.get(random.nextInt(pieces.size()));
            int[] codePoints = piece.codePoints().toArray();
            int start = random.nextInt(codePoints.length + 1);
            switch (random.nextInt(5)) {
                case 0 -> text.append(piece);
                case 1 -> text.append(new String(codePoints, start, codePoints.length - start));
                case 2 -> text.append(new String(codePoints, 0, start));
                case 3 -> text.append(new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
                default -> text.appendCodePoint(codePoint(random));
            }
        }
        return text.toString();
    }

    private static int codePoint(Random random) {
        int c = random.nextInt(Character.MAX_CODE_POINT >> random.nextInt(12));
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? ' ' : c;
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** A line is repaired in pieces of a million code points: mojibake across a cut is not seen. */
    @Test
    void cutsLongLines() {
        String filler = "\uD83D\uDE00";
        String fits = filler.repeat(Ftfy.LONGEST_SEGMENT - 2);
        assertThat(Ftfy.fixText(fits + "\u00C3\u00A9")).isEqualTo(fits + "\u00E9");
        String isCut = filler.repeat(Ftfy.LONGEST_SEGMENT - 1);
        assertThat(Ftfy.fixText(isCut + "\u00C3\u00A9")).isEqualTo(isCut + "\u00C3\u00A9");
    }

    /** Each of these changes in as many rounds as it has characters, or nearly so. */
    @Test
    @Timeout(60)
    void takesTextsMadeToBeSlowInItsStride() {
        for (String text : new String[] {
            "\u00E9&" + "amp;".repeat(10_000),
            "\u00C3\u0192" + "\u0192".repeat(10_000),
            "\u00C3".repeat(10_000),
            "\u00E2\u20AC".repeat(10_000),
            "\u00C3\u0192\u00C2\u00A9".repeat(10_000),
            "\u001B[".repeat(10_000),
            "&".repeat(10_000),
            "\u00E9\n".repeat(10_000),
            "\u0300".repeat(10_000),
        }) {
            assertThat(Ftfy.fixText(text)).isNotNull();
        }
    }
}
