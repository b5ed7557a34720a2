package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.image.Rgb;
import vtp.loader.Dtype;

/** Runs that end before their end, and those that go on after them. */
class InterruptionTest {
    private static final int COUNT = 60;
    private static final ExtractionListener SILENT = new ExtractionListener() {};

    /** How many processes are killed; {@code -Dvtp.kills=100} for more. */
    private static final int KILLS = Integer.getInteger("vtp.kills", 6);

    @TempDir
    private Path folder;

    private Path pictures;
    private Path out;
    private List<Path> files = List.of();
    private Map<String, String> undisturbed = Map.of();

    @BeforeEach
    void extractOnce() throws Exception {
        pictures = folder.resolve("pictures");
        out = folder.resolve("out");
        files = Trees.classes(pictures, COUNT);
        Files.write(files.get(7), new byte[3]);
        Path reference = folder.resolve("reference");
        extraction(reference).run(SILENT);
        undisturbed = Trees.contents(reference);
    }

    private Extraction extraction(Path to) {
        return extraction(to, MeanColours.plan(Dtype.F32, 7, 0, 1));
    }

    private Extraction extraction(Path to, ExtractionPlan plan) {
        return new Extraction(new ClassFolder(pictures, false), new MeanColours(), plan, to).threads(2);
    }

    /** Extracts slowly: what the process that is killed runs. */
    static final class Slow {
        public static void main(String[] args) throws Exception {
            PictureEncoder slow = new PictureEncoder() {
                @Override
                public List<ShardTensor> tensors() {
                    return MeanColours.TENSORS;
                }

                @Override
                public float[][] encode(Rgb picture) {
                    try {
                        Thread.sleep(4);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new MeanColours().encode(picture);
                }
            };
            ExtractionPlan plan = MeanColours.plan(Dtype.F32, 7, 0, 1);
            new Extraction(new ClassFolder(Path.of(args[0]), false), slow, plan, Path.of(args[1]))
                    .threads(2)
                    .run(SILENT);
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Slow.class.getName(),
                        pictures.toString(),
                        out.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    @Test
    void aProcessKilledAtAnyMomentIsGoneOnWithAndNothingShows() throws Exception {
        Random random = new Random(11);
        int killedAtWork = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start();
            // From the first file on, so that the JVM's start does not count.
            while (process.isAlive() && Files.notExists(out)) {
                Thread.sleep(1);
            }
            boolean ended = process.waitFor(random.nextInt(250), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            killedAtWork += ended ? 0 : 1;
            requireWholeShards();
            if (kill % 3 == 2) {
                extraction(out).run(SILENT);
                assertThat(Trees.contents(out)).isEqualTo(undisturbed);
                deleteAll(out);
            }
        }
        assertThat(killedAtWork).isGreaterThan(KILLS / 3);
        extraction(out).run(SILENT);
        assertThat(Trees.contents(out)).isEqualTo(undisturbed);
    }

    /** Whatever looks like a shard is one, the very one. */
    private void requireWholeShards() throws IOException {
        if (Files.exists(out)) {
            for (Path shard : OutputFolder.latents(out)) {
                String name = shard.getFileName().toString();
                assertThat(Trees.contents(out)).containsEntry(name, undisturbed.get(name));
            }
        }
    }

    private static void deleteAll(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Cuts the manifest at every byte that matters: whatever is left of it, the end is the same. */
    @Test
    void aManifestCutAnywhereIsGoneOnWith() throws Exception {
        extraction(out).run(SILENT);
        byte[] manifest = Files.readAllBytes(out.resolve("manifest.jsonl"));
        int header = new String(manifest, StandardCharsets.UTF_8).indexOf('\n') + 1;
        Random random = new Random(5);
        for (int i = 0; i < 25; i++) {
            int end = i == 0 ? header : header + random.nextInt(manifest.length - header);
            Files.write(out.resolve("manifest.jsonl"), Arrays.copyOf(manifest, end));
            extraction(out).run(SILENT);
            assertThat(Trees.contents(out)).as("cut at %d", end).isEqualTo(undisturbed);
        }
    }

    @Test
    void aShardThatIsGoneOrCutIsMadeAgain() throws Exception {
        extraction(out).run(SILENT);
        Files.delete(out.resolve("cls/cls_rank00_shard002.safetensors"));
        extraction(out).run(SILENT);
        assertThat(Trees.contents(out)).isEqualTo(undisturbed);
        Path shard = out.resolve("latents_rank00_shard005.safetensors");
        Files.write(shard, new byte[] {1, 2, 3});
        assertThat(extraction(out).run(SILENT)).isEqualTo(new Extraction.Summary(COUNT, 1, 35));
        assertThat(Trees.contents(out)).isEqualTo(undisturbed);
        assertThat(extraction(out).run(SILENT)).isEqualTo(new Extraction.Summary(COUNT, 1, COUNT));
    }

    @Test
    void whatIsLeftOfARunIsRemoved() throws Exception {
        Files.createDirectories(out.resolve(".rank00"));
        Files.write(out.resolve(".rank00/3.1"), new byte[9]);
        Files.write(out.resolve(".rank00/.vtp-12.tmp"), new byte[9]);
        extraction(out).run(SILENT);
        assertThat(Trees.contents(out)).isEqualTo(undisturbed);
    }

    @Test
    void whatHasChangedIsRefusedByName() throws Exception {
        extraction(out).run(SILENT);
        refused(MeanColours.plan(Dtype.F16, 7, 0, 1), "other dtype: F32, now F16");
        refused(MeanColours.plan(Dtype.F32, 8, 0, 1), "other shard size: 7, now 8");
        refused(MeanColours.plan(Dtype.F32, 7, 1, 2), "other world: 1, now 2");
        refused(
                new ExtractionPlan("mean", Map.of("preparation", "crop 256"), Dtype.F32, 7, 0, 1),
                "other preparation: none, now crop 256");
        refused(
                new ExtractionPlan("mean", Map.of("preparation", "none", "flip", "no"), Dtype.F32, 7, 0, 1),
                "other flip: nothing, now no");
        Files.write(files.get(3).resolveSibling("another.ppm"), Trees.picture(3));
        refused(MeanColours.plan(Dtype.F32, 7, 0, 1), "other pictures of the data set: 60, now 61");
        Files.delete(files.get(3));
        refused(MeanColours.plan(Dtype.F32, 7, 0, 1), "other names and labels of the data set");
        assertThat(Trees.contents(out)).isEqualTo(undisturbed);

        assertThat(extraction(out).restart(true).run(SILENT).pictures()).isEqualTo(60);
        assertThat(ShardReader.read(out)).hasSize(59);
    }

    private void refused(ExtractionPlan plan, String named) {
        assertThatThrownBy(() -> extraction(out, plan).run(SILENT))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(named)
                .hasMessageContaining("--restart");
    }

    @Test
    void aFolderWithOtherFilesThatATrainerWouldReadIsRefused() throws Exception {
        Files.createDirectories(out);
        Files.write(out.resolve("latents_stats.safetensors"), new byte[1]);
        assertThatThrownBy(() -> extraction(out).run(SILENT)).hasMessageContaining("is no shard of this extraction");
        Files.move(out.resolve("latents_stats.safetensors"), out.resolve("latents_rank00_shard000.safetensors"));
        assertThatThrownBy(() -> extraction(out).run(SILENT)).hasMessageContaining("but no manifest.jsonl");
        assertThat(Trees.contents(out)).hasSize(1);
        extraction(out).restart(true).run(SILENT);
        assertThat(Trees.contents(out)).isEqualTo(undisturbed);
    }

    @Test
    void anotherProcessOfTheSameRankIsRefused() throws Exception {
        extraction(out).run(SILENT);
        try (Manifest manifest = Manifest.open(out.resolve("manifest.jsonl"))) {
            assertThatThrownBy(() -> extraction(out).run(SILENT)).hasMessageContaining("another process is extracting");
            assertThat(manifest.records()).hasSize(9);
        }
    }
}
