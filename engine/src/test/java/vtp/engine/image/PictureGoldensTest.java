package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small files of every header, sampling, block length, palette, end and note of an orientation, with hashes of what
 * Pillow reads, or the words of a refusal. {@code testdata/reference/pictures} made them.
 */
@Tag("any-width")
class PictureGoldensTest {
    private static final int DIGITS = 16;

    /** A file, and what is expected: height, width, hash, those after turning upright; or "refused" and some words. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Case(String name, byte[] file, List<String> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() throws IOException {
        byte[] files = Files.readAllBytes(Goldens.FOLDER.resolve("pictures.bin"));
        List<Case> cases = new ArrayList<>();
        int at = 0;
        for (String line : Files.readAllLines(Goldens.FOLDER.resolve("pictures.tsv"))) {
            List<String> row = List.of(line.split("\t"));
            int length = Integer.parseInt(row.get(1));
            cases.add(new Case(row.get(0), Arrays.copyOfRange(files, at, at + length), row.subList(2, row.size())));
            at += length;
        }
        assertThat(at).isEqualTo(files.length);
        return cases;
    }

    @Test
    void goldensAreThere() throws IOException {
        assertThat(cases()).hasSize(1318);
        assertThat(cases())
                .filteredOn(c -> c.expected().get(0).equals("refused"))
                .hasSize(117);
        assertThat(cases()).filteredOn(c -> c.expected().size() == 6).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsAsPillow(Case c) throws IOException {
        PictureReader upright = new PictureReader();
        PictureReader stored = new PictureReader(Orientation.STORED);
        if (c.expected.get(0).equals("refused")) {
            PictureException e = catchThrowableOfType(PictureException.class, () -> upright.read(c.file, c.name));
            assertThat(e).isNotNull();
            assertThat(e).hasMessageStartingWith(c.name + ": ").hasMessageContaining(c.expected.get(1));
            assertThat(e).hasMessageNotContaining("\n");
            return;
        }
        assertThat(told(stored.read(c.file, c.name))).isEqualTo(c.expected.subList(0, 3));
        assertThat(told(upright.read(c.file, c.name)))
                .isEqualTo(c.expected.size() == 3 ? c.expected : c.expected.subList(3, 6));
    }

    private static List<String> told(Rgb picture) {
        return List.of(
                String.valueOf(picture.height()),
                String.valueOf(picture.width()),
                Goldens.sha256(picture).substring(0, DIGITS));
    }
}
