package vtp.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.datasets.ClassFolder;
import vtp.datasets.Dataset;
import vtp.datasets.DatasetException;
import vtp.datasets.FlatFolder;
import vtp.datasets.Item;
import vtp.datasets.ListFile;
import vtp.datasets.Survey;
import vtp.datasets.TarSamples;
import vtp.search.IndexUpdate.Summary;

class IndexUpdateTest {
    private static final int COUNT = 30;

    @TempDir
    private Path temp;

    private Path pictures;
    private List<Path> files = List.of();
    private Dataset dataset;
    private final Drawings.Pixels encoder = new Drawings.Pixels();
    private final List<String> failures = new ArrayList<>();

    @BeforeEach
    void draw() throws IOException {
        pictures = temp.resolve("pictures");
        files = Drawings.classes(pictures, COUNT);
        dataset = new ClassFolder(pictures, false);
    }

    private Path folder() {
        return temp.resolve("index");
    }

    private Summary update(Dataset data) throws Exception {
        List<Path> places = List.of(pictures, pictures.resolve("train.tar").resolve("../train.tar"));
        return update(data, data instanceof TarSamples ? places : places.subList(0, 1));
    }

    private Summary update(Dataset data, List<Path> places) throws Exception {
        try (PictureIndex index = PictureIndex.open(folder(), Features.settings(false))) {
            return new IndexUpdate(index, data, encoder)
                    .threads(2)
                    .batch(7)
                    .removeGoneBelow(places)
                    .run(new IndexListener() {
                        @Override
                        public void failed(Item item, String why) {
                            failures.add(item.name() + ": " + why);
                        }
                    });
        }
    }

    /** The labels of all pictures that the index has, by their paths. */
    private Map<String, String> labels() throws IOException {
        Map<String, String> labels = new TreeMap<>();
        try (ImageSearcher searcher = ImageSearcher.open(folder())) {
            int count = searcher.count();
            for (Hit hit : searcher.searchExactly(IndexedFeature.CLIP, Drawings.clip(0), count + 1)) {
                labels.put(hit.picture().name(), String.valueOf(hit.picture().label()));
            }
            assertThat(labels).hasSize(count);
        }
        return labels;
    }

    private void requireFeature(Path file, int number) throws IOException {
        try (ImageSearcher searcher = ImageSearcher.open(folder())) {
            IndexedPicture picture = searcher.at(file).orElseThrow();
            float[] feature = searcher.feature(picture, IndexedFeature.CLIP).orElseThrow();
            assertThat(Features.cosine(feature, Drawings.clip(number))).isCloseTo(1, within(1e-6));
            assertThat(picture.read()).isEqualTo(Files.readAllBytes(file));
        }
    }

    @Test
    void whatHasNotChangedIsNotTouched() throws Exception {
        assertThat(update(dataset)).isEqualTo(new Summary(COUNT, COUNT, 0, 0, 0, 0));
        Map<String, String> labels = labels();
        assertThat(labels)
                .hasSize(COUNT)
                .containsEntry(files.get(0).toString(), "a")
                .containsEntry(files.get(COUNT - 1).toString(), "c");
        assertThat(update(dataset)).isEqualTo(new Summary(COUNT, 0, 0, COUNT, 0, 0));
        assertThat(encoder.encoded()).isEqualTo(COUNT);
        assertThat(labels()).isEqualTo(labels);
        requireFeature(files.get(17), 17);
    }

    @Test
    void newChangedMovedTouchedAndDeletedFilesAreToldApart() throws Exception {
        update(dataset);
        Files.write(pictures.resolve("b/new.ppm"), Drawings.ppm(500));
        Files.write(files.get(3), Drawings.ppm(501));
        Files.setLastModifiedTime(files.get(3), FileTime.from(Instant.ofEpochSecond(77)));
        Path moved = Files.move(files.get(4), pictures.resolve("c/moved.ppm"));
        Path copied = Files.copy(files.get(5), pictures.resolve("c/copied.ppm"));
        Files.setLastModifiedTime(files.get(6), FileTime.from(Instant.ofEpochSecond(78)));
        Files.delete(files.get(7));
        assertThat(update(dataset)).isEqualTo(new Summary(COUNT + 1, 2, 3, COUNT - 4, 0, 2));
        assertThat(encoder.encoded()).isEqualTo(COUNT + 2);
        assertThat(labels())
                .hasSize(COUNT + 1)
                .containsEntry(moved.toString(), "c")
                .containsEntry(copied.toString(), "c")
                .doesNotContainKey(files.get(4).toString())
                .doesNotContainKey(files.get(7).toString());
        requireFeature(files.get(3), 501);
        requireFeature(moved, 4);
        requireFeature(copied, 5);
        requireFeature(files.get(6), 6);
        assertThat(update(dataset).unchanged()).isEqualTo(COUNT + 1);
    }

    @Test
    void anotherLabelNeedsNoEncoding() throws Exception {
        update(dataset);
        Path list = temp.resolve("list.tsv");
        Files.write(list, files.stream().map(file -> file + "\t7").toList());
        assertThat(update(new ListFile(list))).isEqualTo(new Summary(COUNT, 0, COUNT, 0, 0, 0));
        assertThat(labels().values()).containsOnly("7");
        Files.write(list, files.stream().map(Path::toString).toList());
        assertThat(update(new ListFile(list)).known()).isEqualTo(COUNT);
        assertThat(labels().values()).containsOnly("null");
        requireFeature(files.get(9), 9);
    }

    @Test
    void aPictureThatFailsIsNamedAndTheIndexForgetsWhatItWas() throws Exception {
        update(dataset);
        Files.write(files.get(2), new byte[] {'P', '6'});
        Path list = temp.resolve("list.tsv");
        List<String> lines = new ArrayList<>(files.stream().map(Path::toString).toList());
        lines.add("missing.ppm");
        Files.write(list, lines);
        Summary summary = update(new ListFile(list));
        assertThat(summary.failed()).isEqualTo(2);
        assertThat(failures).hasSize(2);
        assertThat(failures.get(0)).startsWith(files.get(2) + ": ");
        assertThat(failures.get(1)).isEqualTo("missing.ppm: no such file");
        assertThat(labels()).hasSize(COUNT - 1).doesNotContainKey(files.get(2).toString());
    }

    @Test
    void picturesOutsideAreLeftAlone() throws Exception {
        update(dataset);
        Path others = Files.createDirectory(temp.resolve("others"));
        Files.write(others.resolve("1.ppm"), Drawings.ppm(901));
        Files.write(others.resolve("2.ppm"), Drawings.ppm(902));
        assertThat(update(new FlatFolder(others, false))).isEqualTo(new Summary(2, 2, 0, 0, 0, 0));
        Files.delete(others.resolve("1.ppm"));
        Files.delete(files.get(0));
        assertThat(update(dataset).removed()).isEqualTo(1);
        assertThat(labels())
                .hasSize(COUNT + 1)
                .containsEntry(others.resolve("1.ppm").toString(), "null");
    }

    @Test
    void anEmptyDatasetRemovesNothing() throws Exception {
        update(dataset);
        Path empty = Files.createDirectory(temp.resolve("empty"));
        assertThatThrownBy(() -> update(new FlatFolder(empty, false)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("has no pictures");
        assertThat(labels()).hasSize(COUNT);
    }

    @Test
    void picturesInArchivesAreFoundThere() throws Exception {
        Path archive = pictures.resolve("train.tar");
        tar(archive, 10);
        Dataset tar = new TarSamples("train", List.of(archive));
        assertThat(update(tar)).isEqualTo(new Summary(10, 10, 0, 0, 0, 0));
        assertThat(labels()).containsEntry(archive + "/3.ppm", "3");
        try (ImageSearcher searcher = ImageSearcher.open(folder())) {
            Hit hit = searcher.search(IndexedFeature.CLIP, Drawings.clip(6), 1).get(0);
            assertThat(hit.picture().name()).isEqualTo(archive + "/6.ppm");
            assertThat(hit.picture().read()).isEqualTo(Drawings.ppm(6));
        }
        assertThat(update(tar).unchanged()).isEqualTo(10);
        update(dataset);
        assertThat(labels()).hasSize(10 + COUNT); // the archive lies below, but is not of this data set
        tar(archive, 8);
        assertThat(update(tar).removed()).isEqualTo(2);
        assertThat(labels()).hasSize(8 + COUNT);
    }

    private static void tar(Path archive, int count) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            for (int i = 0; i < count; i++) {
                add(tar, i + ".ppm", Drawings.ppm(i));
                add(tar, i + ".cls", String.valueOf(i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        Files.setLastModifiedTime(archive, FileTime.from(Instant.ofEpochSecond(1000 + count)));
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    @Test
    void progressIsToldToTheEnd() throws Exception {
        List<Long> told = new ArrayList<>();
        try (PictureIndex index = PictureIndex.open(folder(), Features.settings(false))) {
            new IndexUpdate(index, dataset, encoder).run(new IndexListener() {
                @Override
                public void begins(Survey survey) {
                    told.add(-survey.count());
                }

                @Override
                public void progressed(long done) {
                    told.add(done);
                }
            });
        }
        assertThat(told).startsWith(-30L, 1L).endsWith(30L).isSorted();
    }
}
