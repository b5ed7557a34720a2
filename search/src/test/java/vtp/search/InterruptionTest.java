package vtp.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.datasets.ClassFolder;
import vtp.engine.image.Rgb;
import vtp.search.IndexUpdate.Summary;

/** Processes that are killed while they index, and those that read meanwhile and go on afterwards. */
class InterruptionTest {
    private static final int COUNT = 240;
    private static final int BATCH = 16;

    /** How many processes are killed; {@code -Dvtp.kills=50} for more. */
    private static final int KILLS = Integer.getInteger("vtp.kills", 5);

    @TempDir
    private Path temp;

    private static Summary update(Path pictures, Path index, Drawings.Pixels encoder, LongConsumer progress)
            throws Exception {
        try (PictureIndex open = PictureIndex.open(index, Features.settings(false))) {
            return new IndexUpdate(open, new ClassFolder(pictures, false), encoder)
                    .threads(2)
                    .batch(BATCH)
                    .run(new IndexListener() {
                        @Override
                        public void progressed(long done) {
                            progress.accept(done);
                        }
                    });
        }
    }

    /** Indexes slowly, and says how far it is: what the process that is killed runs. */
    static final class Slow {
        public static void main(String[] args) throws Exception {
            Drawings.Pixels slow = new Drawings.Pixels() {
                @Override
                public float[][] encode(Rgb picture) {
                    try {
                        Thread.sleep(3);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return super.encode(picture);
                }
            };
            update(Path.of(args[0]), Path.of(args[1]), slow, System.out::println);
        }
    }

    private Process start(Path pictures, Path index) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Slow.class.getName(),
                        pictures.toString(),
                        index.toString())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    private Path log() {
        return temp.resolve("log");
    }

    @Test
    void aProcessKilledAtAnyMomentLosesWhatItHasNotCommittedAndNoMore() throws Exception {
        Path pictures = temp.resolve("pictures");
        List<Path> files = Drawings.classes(pictures, COUNT);
        Random random = new Random(3);
        int killedAtWork = 0;
        int before = 0;
        Path index = temp.resolve("index0");
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start(pictures, index);
            // From the first file on, so that the JVM's start does not count.
            while (process.isAlive() && Files.notExists(index.resolve("write.lock"))) {
                Thread.sleep(1);
            }
            boolean ended = process.waitFor(random.nextInt(900), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            killedAtWork += ended ? 0 : 1;
            List<String> said = Files.readAllLines(log());
            int done = said.stream()
                    .filter(line -> line.matches("\\d+"))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElse(0);
            int kept = kept(index, files);
            assertThat(kept).isGreaterThanOrEqualTo(before).isGreaterThan(done - BATCH - 1);
            before = kept;
            if (kept == COUNT || kill % 4 == 3) {
                index = temp.resolve("index" + (kill + 1));
                before = 0;
            }
        }
        assertThat(killedAtWork).isGreaterThan(KILLS / 3);
        Drawings.Pixels encoder = new Drawings.Pixels();
        assertThat(update(pictures, index, encoder, done -> {}))
                .isEqualTo(new Summary(COUNT, COUNT - before, 0, before, 0, 0));
        assertThat(encoder.encoded()).isEqualTo(COUNT - before);
        assertThat(kept(index, files)).isEqualTo(COUNT);
    }

    /** How many pictures an index has, each of which must be sound. */
    private static int kept(Path index, List<Path> files) throws IOException {
        if (Files.notExists(index)) {
            return 0;
        }
        try (PictureIndex created = PictureIndex.open(index, Features.settings(false));
                ImageSearcher searcher = ImageSearcher.open(index)) {
            assertThat(created.settings()).isEqualTo(searcher.settings());
            Set<String> names = new HashSet<>();
            for (Hit hit : searcher.searchExactly(IndexedFeature.CLIP, Drawings.clip(0), COUNT + 1)) {
                names.add(hit.picture().name());
                int number = Integer.parseInt(hit.picture().name().replaceFirst(".*/0*(\\d+)\\.ppm", "$1"));
                float[] feature =
                        searcher.feature(hit.picture(), IndexedFeature.CLIP).orElseThrow();
                assertThat(Features.cosine(feature, Drawings.clip(number))).isGreaterThan(0.99999);
                assertThat(hit.picture().content().file()).isEqualTo(files.get(number));
            }
            assertThat(names).hasSize(searcher.count());
            return names.size();
        }
    }

    @Test
    void whoReadsMeanwhileSeesCommitsAndNothingElse() throws Exception {
        Path pictures = temp.resolve("pictures");
        Drawings.classes(pictures, COUNT);
        Path index = temp.resolve("index");
        PictureIndex.open(index, Features.settings(false)).close();
        Process process = start(pictures, index);
        Set<Integer> seen = new HashSet<>();
        try (ImageSearcher searcher = ImageSearcher.open(index)) {
            int last = 0;
            boolean ended = false;
            while (!ended) {
                ended = !process.isAlive();
                searcher.refresh();
                int count = searcher.count();
                assertThat(searcher.search(IndexedFeature.CLS, Drawings.clip(5), 10))
                        .hasSize(Math.min(10, count));
                assertThat(count).isGreaterThanOrEqualTo(last);
                last = count;
                seen.add(count);
                Thread.sleep(2);
            }
            assertThat(process.waitFor()).isZero();
            assertThat(last).isEqualTo(COUNT);
            assertThat(seen).hasSizeGreaterThan(3);
        }
    }
}
