package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.image.Rgb;
import vtp.loader.Dtype;

/** What an extraction wrote, read back: in the data set's order, failures in their places. */
class ExtractedRowsTest {
    private static final int COUNT = 23;
    private static final int BAD = 7;
    private static final ShardTensor PLACE = new ShardTensor("place", "place", List.of(2L));

    @TempDir
    private Path folder;

    private Path out;

    /** A picture's place in the data set, and its width. */
    private static final class Places implements PictureEncoder {
        @Override
        public List<ShardTensor> tensors() {
            return List.of(PLACE);
        }

        @Override
        public float[][] encode(Rgb picture) {
            throw new AssertionError("the index is given");
        }

        @Override
        public float[][] encode(Rgb picture, long index) {
            return new float[][] {{index, picture.width()}};
        }
    }

    @BeforeEach
    void extract() throws Exception {
        Path pictures = folder.resolve("pictures");
        out = folder.resolve("out");
        List<Path> files = Trees.classes(pictures, COUNT);
        Files.write(files.get(BAD), new byte[] {1, 2, 3});
        ExtractionPlan plan = new ExtractionPlan("places", Map.of("size", "own"), Dtype.F32, 5, 0, 1);
        new Extraction(new ClassFolder(pictures, false), new Places(), plan, out)
                .threads(3)
                .run(new ExtractionListener() {});
    }

    @Test
    void rowsComeInTheOrderOfTheDataSet() throws IOException {
        try (ExtractedRows rows = ExtractedRows.open(out, PLACE)) {
            assertThat(rows.count()).isEqualTo(COUNT - 1);
            assertThat(rows.failed()).isEqualTo(1);
            assertThat(rows.classNames()).hasSize(3);
            assertThat(rows.settings()).containsEntry("size", "own");
            List<Float> places = new ArrayList<>();
            List<String> failures = new ArrayList<>();
            rows.visit(new ExtractedRows.Visitor() {
                @Override
                public void row(String name, long label, float[] row) {
                    assertThat(label).isEqualTo(rows.label(places.size()));
                    places.add(row[0]);
                }

                @Override
                public void failed(String name, long label, String why) {
                    failures.add(places.size() + " " + why);
                }
            });
            assertThat(places).hasSize(COUNT - 1).isSorted().doesNotContain((float) BAD);
            assertThat(failures).singleElement().asString().startsWith(BAD + " ");
            float[] row = new float[3];
            rows.read(COUNT - 2, 0, row, 1, 2);
            assertThat(row[1]).isEqualTo(COUNT - 1);
            rows.read(0, 1, row, 0, 1);
            assertThat(row[0]).isEqualTo(row[2]);
            assertThatThrownBy(() -> rows.read(COUNT - 1, 0, row, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> rows.read(0, 1, row, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void whatIsUnfinishedOrOfAnotherShapeIsRefused() throws IOException {
        assertThatThrownBy(() -> ExtractedRows.open(folder, PLACE)).hasMessageContaining("no extraction");
        ShardTensor other = new ShardTensor("place", "place", List.of(3L));
        assertThatThrownBy(() -> ExtractedRows.open(out, other)).hasMessageContaining("[5, 2], not [5, 3]");
        Path manifest = out.resolve("manifest.jsonl");
        List<String> lines = Files.readAllLines(manifest);
        Files.write(manifest, lines.subList(0, lines.size() - 1));
        assertThatThrownBy(() -> ExtractedRows.open(out, PLACE)).hasMessageContaining("not finished: 4 of 5 shards");
    }
}
