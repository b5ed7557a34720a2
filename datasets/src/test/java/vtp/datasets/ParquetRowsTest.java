package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.Dtype;

/** Parquet files that parquet_files.py wrote. */
class ParquetRowsTest {
    private static final Path FILES = Path.of("../testdata/datasets/parquet");

    @TempDir
    private Path folder;

    private static Dataset parquet(String name) throws IOException {
        return Datasets.of(List.of(FILES.resolve(name).toString()), null, false);
    }

    private static byte[] picture(int i) {
        byte[] bytes = Arrays.copyOf("P6 2 1 255\n".getBytes(StandardCharsets.US_ASCII), 17);
        for (int k = 0; k < 6; k++) {
            bytes[11 + k] = (byte) (6 * i + k);
        }
        return bytes;
    }

    private static List<Item> items(Dataset dataset) throws IOException {
        List<Item> items = new ArrayList<>();
        try (Dataset.Cursor cursor = dataset.open()) {
            for (Item item = cursor.next(); item != null; item = cursor.next()) {
                items.add(item);
            }
        }
        return items;
    }

    @Test
    void theFilesOfASplitAreOneDataSet() throws IOException {
        Dataset dataset = parquet("train-{00000..00001}-of-00002.parquet");
        assertThat(dataset.classNames()).containsExactly("cat", "dog", "zebra");
        List<Item> items = items(dataset);
        assertThat(items).hasSize(15);
        assertThat(items.get(9).name()).isEqualTo("train-00000-of-00002.parquet/9/p9.ppm");
        assertThat(items.get(14).name()).isEqualTo("train-00001-of-00002.parquet/4/p14.ppm");
        for (int i = 0; i < 15; i++) {
            assertThat(items.get(i).label()).isEqualTo(i % 3);
            assertThat(items.get(i).content().read()).isEqualTo(picture(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pages-none", "pages-snappy", "pages-gzip", "pages-v2", "plain"})
    void picturesAreReadInAnyOrder(String name) throws IOException {
        List<Item> items = items(parquet(name + ".parquet"));
        List<Integer> order = new ArrayList<>(IntStream.range(0, 40).boxed().toList());
        for (int turn = 0; turn < 3; turn++) {
            for (int i : order) {
                assertThat(items.get(i).label()).isEqualTo(i % 3);
                assertThat(items.get(i).content().read()).isEqualTo(picture(i));
            }
            Collections.shuffle(order, new Random(turn));
        }
    }

    @Test
    void aPictureLongerThanSnappysBlocksIsWhole() throws IOException {
        byte[] second = items(parquet("large.parquet")).get(1).content().read();
        assertThat(second).hasSize(15 + 60_000);
        assertThat(Arrays.copyOfRange(second, 60_012, 60_015)).containsExactly(9, 1, 2);
    }

    @Test
    void theFirstColumnOfClassesIsTheLabelIfNoneIsCalledSo() throws IOException {
        Dataset dataset = parquet("fine.parquet");
        List<Item> items = items(dataset);
        assertThat(items)
                .extracting(Item::name)
                .containsExactly("fine.parquet/0/a", "fine.parquet/1/a", "fine.parquet/2");
        assertThat(items).extracting(Item::label).containsExactly(0L, 1L, 2L);
        assertThat(dataset.classNames()).containsExactly("cat", "dog", "zebra");
        assertThatThrownBy(() -> items.get(1).content().read())
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("there are no bytes of the picture in the file");
        assertThat(items.get(2).content().read()).isEqualTo(picture(2));
    }

    @Test
    void rowsAreExtractedLikeFiles() throws Exception {
        Path out = folder.resolve("out");
        ExtractionPlan plan = MeanColours.plan(Dtype.F32, 4, 1, 2);
        Extraction extraction =
                new Extraction(parquet("train-{00000..00001}-of-00002.parquet"), new MeanColours(), plan, out);
        assertThat(extraction.run(new ExtractionListener() {})).isEqualTo(new Extraction.Summary(7, 0, 0));
        assertThat(ShardReader.read(out))
                .extracting(ShardReader.Picture::label)
                .containsExactly(1L, 0L, 2L, 1L, 0L, 2L, 1L);
    }

    @Test
    void aFolderOfOneSplitIsTakenAndOneOfSeveralRefused() throws IOException {
        for (String name : List.of("train-00001-of-00002.parquet", "train-00000-of-00002.parquet")) {
            Files.copy(FILES.resolve(name), folder.resolve(name));
        }
        Files.writeString(folder.resolve("README.md"), "a card");
        Dataset dataset = Datasets.of(List.of(folder.toString()), null, false);
        assertThat(items(dataset))
                .hasSize(15)
                .element(9)
                .extracting(Item::label)
                .isEqualTo(0L);
        Files.copy(FILES.resolve("test-00000-of-00001.parquet"), folder.resolve("test-00000-of-00001.parquet"));
        assertThatThrownBy(() -> Datasets.of(List.of(folder.toString()), null, false))
                .hasMessageContaining("several splits: test, train");
        assertThatThrownBy(() -> parquet("train-{2..3}.parquet")).hasMessageContaining("train-2.parquet: no such file");
    }

    @Test
    void whatCannotBeUsedIsSaidInOneLine() throws IOException {
        refused("text.parquet", "has no column of pictures", "its columns: \"text\"");
        refused("null-label.parquet", "row 0 has no label");
        refused("pages-zstd.parquet", "cannot be read: it is compressed with ZSTD; write it anew with SNAPPY, GZIP");
        Path text = Files.writeString(folder.resolve("x.parquet"), "no Parquet at all");
        assertThatThrownBy(() -> Survey.of(new ParquetRows("x", List.of(text))))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("x.parquet: is no Parquet file that can be read");
        Dataset mixed = new ParquetRows("m", List.of(FILES.resolve("large.parquet"), FILES.resolve("plain.parquet")));
        assertThatThrownBy(() -> Survey.of(mixed)).hasMessageContaining("has other classes than");
    }

    private static void refused(String file, String... said) {
        assertThatThrownBy(() -> Survey.of(parquet(file)))
                .isInstanceOf(DatasetException.class)
                .message()
                .contains(said)
                .contains(file)
                .doesNotContain("\n");
    }
}
