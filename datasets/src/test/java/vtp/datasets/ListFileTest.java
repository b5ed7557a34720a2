package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListFileTest {

    @TempDir
    private Path folder;

    private ListFile list(String text) throws IOException {
        Path file = folder.resolve("list.tsv");
        Files.writeString(file, text);
        return new ListFile(file);
    }

    @Test
    void numbersAreLabelsAsTheyAre() throws IOException {
        ListFile list = list("b.png\t7\n\n/x/a b.png\t0\r\nb.png\t12");
        assertThat(FolderOrderTest.samples(list))
                .containsExactly(List.of("b.png", 7L), List.of("/x/a b.png", 0L), List.of("b.png", 12L));
        assertThat(list.classNames()).isEmpty();
        assertThat(list.isLabelled()).isTrue();
        assertThat(new Concatenation(List.of(new FlatFolder(folder, false), list)).isLabelled())
                .isTrue();
        try (Dataset.Cursor cursor = list.open()) {
            assertThat(cursor.next().content()).isEqualTo(FileContent.whole(folder.resolve("b.png")));
            assertThat(cursor.next().content()).isEqualTo(FileContent.whole(Path.of("/x/a b.png")));
        }
    }

    @Test
    void namesOfClassesAreNumberedInTheirOrder() throws IOException {
        ListFile list = list("1.png\tzebra\n2.png\t10\n3.png\tape\n4.png\tzebra\n");
        assertThat(list.classNames()).containsExactly("10", "ape", "zebra");
        assertThat(FolderOrderTest.samples(list))
                .containsExactly(
                        List.of("1.png", 2L), List.of("2.png", 0L), List.of("3.png", 1L), List.of("4.png", 2L));
    }

    @Test
    void withoutLabelsEveryLabelIsZero() throws IOException {
        ListFile list = list("1.png\n2.png\n");
        assertThat(FolderOrderTest.samples(list)).containsExactly(List.of("1.png", 0L), List.of("2.png", 0L));
        assertThat(list.isLabelled()).isFalse();
        assertThat(new Concatenation(List.of(list, list)).isLabelled()).isFalse();
        assertThat(new FlatFolder(folder, false).isLabelled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.png\t1\n\t2\n", "a.png\t1\nb.png\t\n", "a.png\t1\nb.png\t2\t3\n", "a.png\t1\nb\0.png\t1"})
    void aBadLineIsNamed(String text) {
        assertThatThrownBy(() -> FolderOrderTest.samples(list(text)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("list.tsv: line 2 is");
    }

    @Test
    void whatIsNoListIsRefused() throws IOException {
        assertThatThrownBy(() -> list("a\tdog\nb\n").open()).hasMessageContaining("others no label");
        Path binary = folder.resolve("x.bin");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> new ListFile(binary).open())
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("x.bin: is not text in UTF-8");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0});
        assertThatThrownBy(() -> new ListFile(binary).open())
                .hasMessageContaining("x.bin: is a JPEG picture, but a data set is needed");
        assertThatThrownBy(() -> Survey.of(list("\n")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("has no pictures");
        assertThatThrownBy(() -> Datasets.of(List.of("nowhere"), null, false))
                .isInstanceOf(DatasetException.class)
                .hasMessage("nowhere: no such file or folder");
    }

    @Test
    void severalDataSetsAreOneIfTheirClassesAreTheSame() throws IOException {
        Path one = folder.resolve("one.tsv");
        Path two = folder.resolve("two.tsv");
        Path other = folder.resolve("other.tsv");
        Files.writeString(one, "1.png\tape\n2.png\tzebra\n");
        Files.writeString(two, "3.png\tzebra\n4.png\tape\n");
        Files.writeString(other, "5.png\tape\n6.png\tdog\n");
        Dataset both = Datasets.of(List.of(one.toString(), two.toString()), null, false);
        assertThat(FolderOrderTest.samples(both))
                .containsExactly(
                        List.of("1.png", 0L), List.of("2.png", 1L), List.of("3.png", 1L), List.of("4.png", 0L));
        Dataset mixed = Datasets.of(List.of(one.toString(), other.toString()), null, false);
        assertThatThrownBy(() -> Survey.of(mixed)).hasMessageContaining("has other classes than");
    }

    @Test
    void theSurveyTellsDataSetsApart() throws IOException {
        String first = Survey.of(list("1.png\t1\n2.png\t2\n")).sha256();
        assertThat(Survey.of(list("1.png\t1\n2.png\t2\n")).sha256()).isEqualTo(first);
        assertThat(List.of(
                        Survey.of(list("2.png\t2\n1.png\t1\n")).sha256(),
                        Survey.of(list("1.png\t1\n2.png\t3\n")).sha256(),
                        Survey.of(list("1.png\t1\n")).sha256()))
                .doesNotContain(first);
    }
}
