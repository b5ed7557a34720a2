package vtp.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicatesTest {
    private static final int WIDTH = 64;
    private static final int COUNT = 400;

    @TempDir
    private Path folder;

    /** A feature near that of a number. */
    private static float[] near(int number, int other, float distance) {
        float[] feature = Features.vector(number, WIDTH);
        float[] noise = Features.vector(other, WIDTH);
        for (int i = 0; i < WIDTH; i++) {
            feature[i] += distance * noise[i];
        }
        return feature;
    }

    private static void put(PictureIndex index, int number, float[] cls) throws IOException {
        index.put(Features.picture(number), Features.vector(number, Features.CLIP), cls);
    }

    private static List<Integer> numbers(Duplicates.Group group) {
        return group.pictures().stream()
                .map(hit -> (int) (hit.picture().sizeBytes() - 1000))
                .toList();
    }

    @Test
    void copiesFormGroupsAndTheLargestFileStandsFirst() throws IOException {
        try (PictureIndex index = PictureIndex.open(folder, Features.settings(false))) {
            for (int i = 0; i < COUNT; i++) {
                put(index, i, Features.vector(-i, WIDTH));
            }
            index.commit();
            put(index, 1000, near(-7, 5000, 0.05f));
            put(index, 1001, near(-7, 5001, 0.1f));
            put(index, 1002, near(-30, 5002, 0.05f));
            for (int i = 0; i < 60; i++) {
                put(index, 2000 + i, near(-99, 6000 + i, 0.01f)); // more than are looked for at first
            }
            put(index, 3000, Features.vector(-200, WIDTH));
            index.remove(Features.picture(3000));
            index.commit();
        }
        try (ImageSearcher searcher = ImageSearcher.open(folder)) {
            List<Duplicates.Group> groups = Duplicates.find(searcher, 0.97);
            assertThat(groups).hasSize(3);
            assertThat(groups.get(0).pictures()).hasSize(61);
            assertThat(numbers(groups.get(0))).contains(99).startsWith(2059);
            assertThat(numbers(groups.get(1))).startsWith(1001).containsExactlyInAnyOrder(1001, 1000, 7);
            assertThat(groups.get(1).pictures())
                    .isSortedAccordingTo(Comparator.comparingDouble(hit -> -hit.score()))
                    .first()
                    .extracting(Hit::score)
                    .isEqualTo(1.0);
            Hit seven = groups.get(1).pictures().get(numbers(groups.get(1)).indexOf(7));
            assertThat(seven.score())
                    .isCloseTo(Features.cosine(near(-7, 5001, 0.1f), Features.vector(-7, WIDTH)), within(1e-5));
            assertThat(numbers(groups.get(2))).containsExactly(1002, 30);
            assertThat(Duplicates.find(searcher, 0.9999))
                    .singleElement()
                    .satisfies(group -> assertThat(group.pictures()).hasSizeBetween(2, 61));
            assertThatThrownBy(() -> Duplicates.find(searcher, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
