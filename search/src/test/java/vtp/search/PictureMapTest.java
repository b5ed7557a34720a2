package vtp.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.datasets.FileContent;

class PictureMapTest {
    private static final int WIDTH = 20;

    @TempDir
    private Path folder;

    /** Two heaps, far from each other along the first number. */
    private static float[] feature(int number) {
        float[] feature = Features.vector(number, WIDTH);
        for (int i = 0; i < WIDTH; i++) {
            feature[i] *= 0.05f;
        }
        feature[0] += number % 2 == 0 ? 1 : -1;
        return feature;
    }

    private PictureMap map(int count, int clusters) throws IOException {
        Path to = folder.resolve("index" + count);
        try (PictureIndex index = PictureIndex.open(to, Features.settings(false))) {
            for (int i = 0; i < count; i++) {
                index.put(Features.picture(i), feature(i), feature(i));
            }
            index.commit();
        }
        try (ImageSearcher searcher = ImageSearcher.open(to)) {
            return PictureMap.of(searcher, clusters);
        }
    }

    @Test
    void heapsLieApartAndAreClusters() throws IOException {
        PictureMap map = map(PictureMap.SAMPLE + 500, 2);
        assertThat(map.spots()).hasSize(PictureMap.SAMPLE + 500);
        Set<Integer> even = new HashSet<>();
        Set<Integer> odd = new HashSet<>();
        for (PictureMap.Spot spot : map.spots()) {
            boolean isEven = spot.picture().sizeBytes() % 2 == 0;
            (isEven ? even : odd).add(spot.cluster());
            assertThat(spot.x() > 0).isEqualTo(isEven == map.spots().get(0).x() > 0);
            assertThat(Math.abs(spot.x())).isGreaterThan(Math.abs(spot.y()));
        }
        assertThat(even).hasSize(1);
        assertThat(odd).hasSize(1).isNotEqualTo(even);
    }

    @Test
    void fewPicturesAreAMapToo() throws IOException {
        assertThat(map(1, 12).spots()).singleElement().satisfies(spot -> {
            assertThat(spot.x()).isZero();
            assertThat(spot.cluster()).isZero();
        });
        assertThat(map(2, 12).spots()).extracting(PictureMap.Spot::cluster).containsExactlyInAnyOrder(0, 1);
        assertThatThrownBy(() -> map(0, 12))
                .isInstanceOf(SearchException.class)
                .hasMessageEndingWith("has no pictures");
        assertThatThrownBy(() -> map(3, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAreQuotedInTheTableWhereTheyMustBe() throws IOException {
        Path to = folder.resolve("names");
        try (PictureIndex index = PictureIndex.open(to, Features.settings(false))) {
            FileContent file = FileContent.whole(Path.of("/a, \"b\".png"));
            IndexedPicture picture = new IndexedPicture(file, 1, Instant.EPOCH, "00", "plain");
            index.put(picture, feature(1), feature(1));
            index.commit();
        }
        Path table = folder.resolve("map.csv");
        try (ImageSearcher searcher = ImageSearcher.open(to)) {
            PictureMap.of(searcher, 1).writeCsv(table);
        }
        assertThat(Files.readAllLines(table))
                .isEqualTo(List.of("id,x,y,cluster,path,label", "0,0.000000,0.000000,0,\"/a, \"\"b\"\".png\",plain"));
    }
}
