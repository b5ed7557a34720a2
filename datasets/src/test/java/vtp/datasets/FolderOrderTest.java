package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.datasets.Omissions.Reason;
import vtp.loader.Json;

/** Folders of classes against torchvision's ImageFolder, and what it does not have. */
class FolderOrderTest {

    @TempDir
    private Path root;

    private Map<String, @Nullable Object> golden = Map.of();

    @BeforeEach
    void buildTree() throws IOException {
        golden = Json.readObject(Path.of("../testdata/goldens/eval/folder.json"));
        for (Object file : list("files")) {
            write(root.resolve((String) file));
        }
        for (Map.Entry<?, ?> link : ((Map<?, ?>) golden.get("links")).entrySet()) {
            Files.createSymbolicLink(root.resolve((String) link.getKey()), Path.of((String) link.getValue()));
        }
    }

    private List<?> list(String key) {
        return (List<?>) golden.get(key);
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {1});
    }

    static List<List<Object>> samples(Dataset dataset) throws IOException {
        List<List<Object>> samples = new ArrayList<>();
        try (Dataset.Cursor cursor = dataset.open()) {
            for (Item item = cursor.next(); item != null; item = cursor.next()) {
                samples.add(List.of(item.name(), item.label()));
            }
        }
        return samples;
    }

    @Test
    void withHiddenEntriesOrderAndIndicesAreTorchvisions() throws IOException {
        ClassFolder dataset = new ClassFolder(root, true);
        assertThat(dataset.classNames()).isEqualTo(list("classes"));
        assertThat(samples(dataset)).isEqualTo(list("samples"));
    }

    @Test
    void hiddenEntriesAreLeftOutBeforeClassesAreNumbered() throws IOException {
        ClassFolder dataset = new ClassFolder(root, false);
        assertThat(dataset.classNames()).containsExactly("10", "9", "B", "a", "b", "linked", "\ufb00", "\ud835\udcb3");
        List<List<Object>> samples = samples(dataset);
        assertThat(samples).hasSize(list("samples").size() - 6).contains(List.of("a/top.tif", 3L));
        assertThat(samples.get(samples.size() - 1)).isEqualTo(List.of("\ud835\udcb3/1.png", 7L));
        Survey survey = Survey.of(dataset);
        assertThat(survey.count()).isEqualTo(samples.size());
        assertThat(survey.omissions().count(Reason.HIDDEN)).isEqualTo(6);
        assertThat(survey.omissions().count(Reason.OUTSIDE_CLASSES)).isEqualTo(1);
        assertThat(survey.omissions().count(Reason.NOT_A_PICTURE)).isEqualTo(7);
        assertThat(survey.omissions())
                .hasToString("6 hidden, 7 not pictures by their names, 1 outside the classes' folders");
    }

    @Test
    void aLinkToAFolderAboveIsNotEntered() throws IOException {
        List<List<Object>> before = samples(new ClassFolder(root, true));
        Files.createSymbolicLink(root.resolve("a/sub/up"), Path.of("../.."));
        Files.createSymbolicLink(root.resolve("a/sub/here"), Path.of("."));
        ClassFolder dataset = new ClassFolder(root, true);
        assertThat(samples(dataset)).isEqualTo(before);
        // Once in a, once by the link to it.
        assertThat(Survey.of(dataset).omissions().count(Reason.LINK_LOOP)).isEqualTo(4);
    }

    @Test
    void aClassWithoutPicturesIsNamed() throws IOException {
        Files.createDirectories(root.resolve("bare/deep"));
        Files.createDirectories(root.resolve("barren"));
        ClassFolder dataset = new ClassFolder(root, false);
        assertThatThrownBy(() -> Survey.of(dataset))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("classes: bare, barren");
    }

    @Test
    void aFolderWithoutClassesIsRefusedAsOneAndTakenAsFlat() throws IOException {
        Path flat = root.resolve("b");
        Files.delete(flat.resolve("more"));
        assertThatThrownBy(() -> new ClassFolder(flat, false).open())
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("one for each class is needed");
        assertThat(samples(Datasets.of(List.of(flat.toString()), null, false)))
                .containsExactly(
                        List.of("1.PNG", 0L),
                        List.of("10.png", 0L),
                        List.of("2.png", 0L),
                        List.of("Zebra.jpeg", 0L),
                        List.of("a b.webp", 0L),
                        List.of("pair.ppm", 0L),
                        List.of("über.jpg", 0L));
    }

    @Test
    void orderIsByCodePointWhereUtf16HasAnother() {
        assertThat("\ufb00".compareTo("\ud835\udcb3")).isPositive();
        assertThat(CodePointOrder.INSTANCE.compare("\ufb00", "\ud835\udcb3")).isNegative();
        assertThat(CodePointOrder.INSTANCE.compare("\ud835\udcb3", "\ufb00")).isPositive();
        assertThat(CodePointOrder.INSTANCE.compare("a/sub-1", "a/sub/deep")).isNegative();
        assertThat(CodePointOrder.INSTANCE.compare("a", "a/b")).isNegative();
        assertThat(CodePointOrder.INSTANCE.compare("\ud835\udcb3", "\ud835\udcb3"))
                .isZero();
    }
}
