package vtp.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vtp.datasets.ClassFolder;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionListener;
import vtp.datasets.ExtractionPlan;
import vtp.datasets.FeatureKind;
import vtp.datasets.ModelEncoder;
import vtp.datasets.PlanSettings;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.WeightType;
import vtp.engine.image.Orientation;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Preparation;
import vtp.loader.Dtype;

/** An extraction on a cluster, disturbed in all ways, gives what one process gives, byte for byte. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VtpExtractIT {
    private static final int PICTURES = 300;
    private static final int SHARD = 60;
    private static final Set<Integer> BAD = Set.of(3, 59, 250);
    private static final Set<FeatureKind> KINDS = EnumSet.of(FeatureKind.LATENTS, FeatureKind.CLIP);

    @TempDir
    private static Path folder;

    private static Path pictures;
    private static Map<String, String> expected;
    private static Cluster cluster;
    private static final List<Process> WORKERS = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        pictures = folder.resolve("pictures");
        writePictures();
        Path one = folder.resolve("one");
        try (VtpModel model =
                Models.load(Models.BUILT_IN, LoadOptions.defaults().withThreads(1))) {
            PictureReader reader = new PictureReader(Orientation.STORED);
            Map<String, String> settings =
                    PlanSettings.of(sum(), WeightType.F32, VtpExtractIT.class, "crop 256", reader);
            PlanSettings.addKinds(settings, KINDS, true, new int[0]);
            new Extraction(
                            new ClassFolder(pictures, false),
                            new ModelEncoder(model, Preparation.CROP, 256, KINDS, true, new int[0]),
                            new ExtractionPlan(Models.BUILT_IN, settings, Dtype.F32, SHARD, 0, 1),
                            one)
                    .reader(reader)
                    .run(new ExtractionListener() {});
        }
        expected = contents(one);
        assertThat(expected).hasSize(2 * PICTURES / SHARD + 3);
        cluster = new Cluster(Files.createDirectory(folder.resolve("cluster")));
        WORKERS.add(cluster.addWorker("worker0"));
        WORKERS.add(cluster.addWorker("worker1"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static String sum() throws IOException {
        return VtpOptions.sum(Models.find(Models.BUILT_IN));
    }

    private static void writePictures() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < PICTURES; i++) {
            Path file = pictures.resolve((char) ('a' + i % 3) + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < 1200; p++) {
                image.setRGB(p % 40, p / 40, random.nextInt());
            }
            ImageIO.write(image, "png", file.toFile());
            if (BAD.contains(i)) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
    }

    /** All files, as text to be compared; the version of the unpacked reference made that of the packed program. */
    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                contents.put(
                        root.relativize(file).toString(),
                        text.replaceFirst("\"engine\":\"[^\"]*\"", "\"engine\":\"unpacked\""));
            }
        }
        return contents;
    }

    private static Process extract(String out, Map<String, String> configuration, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                pictures.toString(),
                "-o",
                folder.resolve(out).toString(),
                "--what",
                "latents,clip",
                "--shard-size",
                String.valueOf(SHARD),
                "--task-pictures",
                "7"));
        arguments.addAll(List.of(more));
        return cluster.submit(out, configuration, arguments.toArray(String[]::new));
    }

    private static void ends(Process process, int code, String name) throws InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(cluster.log(name)).isEqualTo(code);
    }

    private static void isWhole(String out) throws IOException {
        Map<String, String> got = contents(folder.resolve(out));
        assertThat(got).containsOnlyKeys(expected.keySet());
        expected.forEach(
                (name, text) -> assertThat(got.get(name).equals(text)).as(name).isTrue());
    }

    /** Waits until a part of the work is done, and not all. */
    private static void awaitMiddle(Process process, String out) throws InterruptedException {
        Path committed = folder.resolve(out).resolve(ShardLayout.committed(0));
        Cluster.await(process, () -> Files.exists(committed));
    }

    @Test
    @Order(1)
    void undisturbed() throws Exception {
        Process process = extract("undisturbed", Map.of());
        ends(process, 0, "undisturbed");
        isWhole("undisturbed");
        assertThat(cluster.log("undisturbed")).contains("vtp: 300 pictures, 3 of them failed");
    }

    @Test
    @Order(2)
    void anExecutorKilledInTheMiddle() throws Exception {
        Process process = extract("killed", Map.of());
        awaitMiddle(process, "killed");
        List<ProcessHandle> executors = Cluster.executors(WORKERS.get(0));
        assertThat(executors).isNotEmpty();
        executors.forEach(ProcessHandle::destroyForcibly);
        assertThat(folder.resolve("killed").resolve(ShardLayout.MANIFEST)).doesNotExist();
        ends(process, 0, "killed");
        isWhole("killed");
    }

    @Test
    @Order(3)
    void aWorkerKilledAndAnotherJoined() throws Exception {
        Process process = extract("lost", Map.of());
        awaitMiddle(process, "lost");
        Cluster.kill(WORKERS.get(1));
        WORKERS.set(1, cluster.addWorker("worker2"));
        ends(process, 0, "lost");
        isWhole("lost");
    }

    @Test
    @Order(4)
    void aTaskRunTwiceBySpeculation() throws Exception {
        Map<String, String> eager = Map.of(
                "spark.speculation", "true",
                "spark.speculation.interval", "50ms",
                "spark.speculation.quantile", "0.1");
        Process process = extract("twice", eager);
        awaitMiddle(process, "twice");
        ProcessHandle stalled = Cluster.executors(WORKERS.get(0)).get(0);
        Cluster.signal(stalled, "STOP");
        Pattern again = Pattern.compile("Finished task \\d+\\.1 in stage");
        Cluster.await(process, () -> again.matcher(cluster.log("twice")).find());
        // What lags behind goes on when its work is done already, if the application has not ended by then.
        Cluster.signal(stalled, "CONT");
        ends(process, 0, "twice");
        isWhole("twice");
    }

    @Test
    @Order(5)
    void aRunThatWasKilledIsGoneOnWith() throws Exception {
        Process process = extract("again", Map.of());
        awaitMiddle(process, "again");
        Cluster.kill(process);
        process.waitFor();
        for (Process worker : WORKERS) {
            for (ProcessHandle executor : Cluster.executors(worker)) {
                executor.destroyForcibly();
                executor.onExit().join();
            }
        }
        Map<String, String> left = contents(folder.resolve("again"));
        assertThat(left).doesNotContainKey(ShardLayout.MANIFEST).containsKey(ShardLayout.committed(0));
        left.forEach((name, text) -> {
            if (name.endsWith(".safetensors")) {
                assertThat(text.equals(expected.get(name))).as(name).isTrue();
            }
        });
        ends(extract("again", Map.of(), "--no-flip"), 3, "again");
        assertThat(cluster.log("again")).contains("was begun with other flip: yes, now no");
        ends(extract("again", Map.of()), 0, "again");
        isWhole("again");
        ends(extract("again", Map.of()), 0, "again");
        isWhole("again");
    }
}
