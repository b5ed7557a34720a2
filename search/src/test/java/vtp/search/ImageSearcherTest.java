package vtp.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSearcherTest {
    private static final int COUNT = 700;

    @TempDir
    private Path temp;

    private Path folder() {
        return temp.resolve("index");
    }

    private void fill(boolean quantized) throws IOException {
        try (PictureIndex index = PictureIndex.open(folder(), Features.settings(quantized))) {
            Features.put(index, 0, 300);
            index.commit();
            Features.put(index, 300, COUNT);
            index.commit();
        }
    }

    /** The numbers of the pictures closest to a feature, by comparing all. */
    private static List<Integer> closest(float[] query, int sign, int top) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            numbers.add(i);
        }
        numbers.sort(Comparator.comparingDouble(
                (Integer i) -> -Features.cosine(query, Features.vector(sign * i, query.length))));
        return numbers.subList(0, top);
    }

    private static List<Integer> numbers(List<Hit> hits) {
        return hits.stream()
                .map(hit -> (int) (hit.picture().sizeBytes() - 1000))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theClosestPicturesAreFoundWithTheirCosines(boolean quantized) throws IOException {
        fill(quantized);
        try (ImageSearcher searcher = ImageSearcher.open(folder())) {
            assertThat(searcher.count()).isEqualTo(COUNT);
            assertThat(searcher.settings()).isEqualTo(Features.settings(quantized));
            int found = 0;
            for (int q = 0; q < 20; q++) {
                float[] query = Features.vector(10_000 + q, Features.CLIP);
                List<Integer> expected = closest(query, 1, 10);
                List<Hit> exact = searcher.searchExactly(IndexedFeature.CLIP, query, 10);
                assertThat(numbers(exact)).isEqualTo(expected);
                List<Hit> hits = searcher.search(IndexedFeature.CLIP, query, 10);
                assertThat(hits).hasSize(10).isSortedAccordingTo(Comparator.comparingDouble(hit -> -hit.score()));
                for (Hit hit : hits) {
                    float[] vector = Features.vector(numbers(List.of(hit)).get(0), Features.CLIP);
                    assertThat(hit.score()).isCloseTo(Features.cosine(query, vector), within(1e-5));
                }
                expected.retainAll(numbers(hits));
                found += expected.size();
            }
            assertThat(found).isGreaterThan(190);
        }
    }

    @Test
    void aPictureIsFoundByItsOtherFeatureByItsPathAndByItsSum() throws IOException {
        fill(false);
        try (ImageSearcher searcher = ImageSearcher.open(folder())) {
            IndexedPicture picture =
                    searcher.at(Path.of("/pictures/x/../77.png")).orElseThrow();
            assertThat(picture).isEqualTo(Features.picture(77));
            assertThat(picture.name()).isEqualTo(Path.of("/pictures/77.png").toString());
            assertThat(picture.label()).isEqualTo("class 2");
            assertThat(searcher.withSha256(picture.sha256())).contains(picture);
            float[] cls = searcher.feature(picture, IndexedFeature.CLS).orElseThrow();
            assertThat(Features.cosine(cls, Features.vector(-77, Features.CLS))).isCloseTo(1, within(1e-6));
            assertThat(searcher.search(IndexedFeature.CLS, cls, 1))
                    .singleElement()
                    .extracting(Hit::picture)
                    .isEqualTo(picture);
            assertThat(searcher.at(Path.of("elsewhere.png"))).isEmpty();
            assertThat(searcher.withSha256("00")).isEmpty();
            assertThat(searcher.feature(Features.picture(COUNT), IndexedFeature.CLS))
                    .isEmpty();
        }
    }

    @Test
    void aReaderSeesTheLastCommitUntilItRefreshes() throws IOException {
        try (PictureIndex index = PictureIndex.open(folder(), Features.settings(false));
                ImageSearcher searcher = ImageSearcher.open(folder())) {
            Features.put(index, 0, 5);
            searcher.refresh();
            assertThat(searcher.count()).isZero();
            assertThat(searcher.search(IndexedFeature.CLIP, Features.vector(1, Features.CLIP), 3))
                    .isEmpty();
            index.commit();
            assertThat(searcher.count()).isZero();
            searcher.refresh();
            assertThat(searcher.count()).isEqualTo(5);
            index.remove(Features.picture(3));
            index.put(Features.picture(4), Features.vector(400, Features.CLIP), Features.vector(1, Features.CLS));
            index.commit();
            searcher.refresh();
            assertThat(searcher.count()).isEqualTo(4);
            assertThat(numbers(searcher.searchExactly(IndexedFeature.CLIP, Features.vector(400, Features.CLIP), 1)))
                    .containsExactly(4);
            assertThat(searcher.withSha256(Features.picture(3).sha256())).isEmpty();
        }
    }

    @Test
    void whatWasNotCommittedIsDropped() throws IOException {
        fill(false);
        try (PictureIndex index = PictureIndex.open(folder(), Features.settings(false))) {
            Features.put(index, COUNT, COUNT + 50);
        }
        try (ImageSearcher searcher = ImageSearcher.open(folder())) {
            assertThat(searcher.count()).isEqualTo(COUNT);
        }
    }

    @Test
    void manyThreadsAskWhileOneWrites() throws Exception {
        fill(false);
        try (PictureIndex index = PictureIndex.open(folder(), Features.settings(false));
                ImageSearcher searcher = ImageSearcher.open(folder());
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> asked = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int seed = t;
                asked.add(threads.submit(() -> {
                    for (int q = 0; q < 50; q++) {
                        float[] query = Features.vector(seed * 1000 + q, Features.CLIP);
                        assertThat(searcher.search(IndexedFeature.CLIP, query, 5))
                                .hasSize(5);
                        searcher.refresh();
                    }
                    return true;
                }));
            }
            for (int i = 0; i < 20; i++) {
                Features.put(index, COUNT + i * 10, COUNT + i * 10 + 10);
                index.commit();
            }
            for (Future<?> one : asked) {
                one.get();
            }
            searcher.refresh();
            assertThat(searcher.count()).isEqualTo(COUNT + 200);
        }
    }

    @Test
    void badQuestionsAreRefused() throws IOException {
        fill(false);
        ImageSearcher searcher = ImageSearcher.open(folder());
        float[] query = Features.vector(1, Features.CLIP);
        assertThatThrownBy(() -> searcher.search(IndexedFeature.CLS, query, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 24 numbers, those of the index")
                .hasMessageEndingWith("have 16");
        assertThatThrownBy(() -> searcher.search(IndexedFeature.CLIP, query, 0)).hasMessageContaining("at least 1");
        query[3] = Float.NaN;
        assertThatThrownBy(() -> searcher.search(IndexedFeature.CLIP, query, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> searcher.requireModel("other", "cd".repeat(32)))
                .isInstanceOf(SearchException.class)
                .hasMessageContaining("another model: made-up (sha256 abababababab…), now other (cdcdcdcdcdcd…)");
        searcher.close();
        assertThatThrownBy(searcher::count)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(searcher::refresh).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsNoIndexIsRefused() throws IOException {
        assertThatThrownBy(() -> ImageSearcher.open(folder())).hasMessageEndingWith("no such index");
        assertThatThrownBy(() -> ImageSearcher.open(temp)).hasMessageContaining("has no index in it");
        Path file = Files.write(temp.resolve("file"), new byte[3]);
        assertThatThrownBy(() -> ImageSearcher.open(file)).hasMessageContaining("is a file");
        assertThatThrownBy(() -> PictureIndex.open(file, Features.settings(false)))
                .isInstanceOf(SearchException.class)
                .hasMessageContaining("is a file");
        assertThatThrownBy(() -> PictureIndex.open(temp, Features.settings(false)))
                .isInstanceOf(SearchException.class)
                .hasMessageContaining("has other files in it, such as \"file\"");
        Files.delete(file);
        fill(false);
        Files.write(folder().resolve("segments_3"), new byte[9]);
        assertThatThrownBy(() -> ImageSearcher.open(folder()))
                .isInstanceOf(SearchException.class)
                .hasMessageContaining("the index is damaged, or was written by another release");
        assertThatThrownBy(() -> PictureIndex.open(folder(), Features.settings(false)))
                .isInstanceOf(SearchException.class)
                .hasMessageContaining("the index is damaged");
    }

    @Test
    void aDamagedFeatureIsNoticed() throws IOException {
        fill(false);
        float[] query = Features.vector(0, Features.CLIP);
        float[] feature;
        try (ImageSearcher searcher = ImageSearcher.open(folder())) {
            feature = searcher.feature(Features.picture(0), IndexedFeature.CLIP).orElseThrow();
        }
        overwrite(feature[1], Math.copySign(1e24f, feature[1]));
        try (ImageSearcher searcher = ImageSearcher.open(folder())) {
            assertThatThrownBy(() -> searcher.search(IndexedFeature.CLIP, query, 10))
                    .isInstanceOf(SearchException.class)
                    .hasMessageContaining("the index is damaged");
            assertThatThrownBy(() -> searcher.searchExactly(IndexedFeature.CLIP, query, 10))
                    .isInstanceOf(SearchException.class);
        }
    }

    /** Writes another number over one of a feature, in whichever file it is. */
    private void overwrite(float old, float now) throws IOException {
        int written = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder())) {
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                int at = latin1(bytes).indexOf(latin1(bytes(old)));
                if (at >= 0) {
                    System.arraycopy(bytes(now), 0, bytes, at, Float.BYTES);
                    Files.write(file, bytes);
                    written++;
                }
            }
        }
        assertThat(written).isEqualTo(1);
    }

    private static byte[] bytes(float number) {
        return ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(number)
                .array();
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void otherSettingsAreRefusedByName() throws IOException {
        fill(false);
        refused(Features.settings(true), "another kind of vectors: float32, now quantized");
        IndexSettings ours = Features.settings(false);
        refused(
                new IndexSettings(ours.model(), ours.modelSha256(), ours.preparation(), 224, ours.orientation(), false),
                "another preparation: squash 256, now squash 224");
        refused(
                new IndexSettings(ours.model(), "cd".repeat(32), ours.preparation(), 256, ours.orientation(), false),
                "another model: made-up (sha256 abababababab…), now made-up (cdcdcdcdcdcd…)");
        try (PictureIndex index = PictureIndex.open(folder(), ours)) {
            assertThatThrownBy(() -> PictureIndex.open(folder(), ours)).hasMessageContaining("another process");
            assertThatThrownBy(() -> index.put(Features.picture(1), new float[3], new float[Features.CLS]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(index.settings()).isEqualTo(ours);
        }
    }

    private void refused(IndexSettings settings, String named) {
        assertThatThrownBy(() -> PictureIndex.open(folder(), settings))
                .isInstanceOf(SearchException.class)
                .hasMessageContaining(named);
    }
}
