package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.engine.files.LatentsFile;
import vtp.engine.files.SyntheticCheckpoint;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Rgb;
import vtp.generation.GeneratorSource;
import vtp.generation.Noise;
import vtp.generation.config.DitConfig;
import vtp.loader.AtomicFile;
import vtp.loader.Npz;
import vtp.loader.torch.LatentsStatsFile;

/** A generator of made-up weights for the built-in tokenizer: what it draws are not pictures of anything. */
class GenerateTest {
    private static final DitConfig TINY = new DitConfig(1, 32, 2, 4, 16, 64, 6, false, true, true, true, false, false);
    private static Path weights;
    private static Path stats;

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    @BeforeAll
    static void write() throws IOException {
        weights = write(TINY, "dit.safetensors");
        stats = shared.resolve("latents_stats.pt");
        float[] mean = new float[64];
        float[] std = new float[64];
        Arrays.fill(std, 0.1f);
        LatentsStatsFile.write(AtomicFile.open(stats, AtomicFile.Existing.REPLACE), mean, std);
    }

    private static Path write(DitConfig config, String name) throws IOException {
        MemorySegment bytes = SyntheticCheckpoint.bytes(GeneratorSource.parameters(config));
        return Files.write(shared.resolve(name), bytes.toArray(ValueLayout.JAVA_BYTE));
    }

    /** With the generator, its statistics and few steps, unless others are given. */
    private static Cli.Run generate(Object... more) {
        List<Object> all = new ArrayList<>(List.of("generate"));
        Map.of("--generator", weights, "--stats", stats, "--steps", 3).forEach((option, value) -> {
            if (!Arrays.asList(more).contains(option)) {
                all.addAll(List.of(option, value));
            }
        });
        all.addAll(Arrays.asList(more));
        return vtp(all.toArray());
    }

    @Test
    void severalOfEachLabel() throws IOException {
        Path out = folder.resolve("out");
        Path sheet = folder.resolve("sheet.png");
        Path npz = folder.resolve("samples.npz");
        Cli.Run run = generate(
                "--label", 2, "--label", 5, "-n", 3, "-o", out, "--sheet", sheet, "--npz", npz, "--latents", "--json");
        run.hasCode(0);
        assertThat(run.objects())
                .hasSize(6)
                .allSatisfy(object -> assertThat(object).containsKeys("output", "index"));
        assertThat(run.objects()).extracting(object -> object.get("label")).startsWith(2L, 5L, 2L, 5L);
        assertThat(run.err()).contains("is taken for a LightningDiT: 1 blocks, width 32, 2 heads, patch 4");
        Rgb onSheet = new PictureReader().read(sheet);
        assertThat(onSheet.width()).isEqualTo(2 * 256 + 2);
        assertThat(onSheet.height()).isEqualTo(3 * 256 + 4);
        try (Npz samples = Npz.open(npz)) {
            assertThat(samples.array("arr_0").shape()).containsExactly(6L, 256L, 256L, 3L);
            byte[] second = new byte[256 * 256 * 3];
            samples.array("arr_0").copy(second.length, MemorySegment.ofArray(second));
            assertThat(second)
                    .isEqualTo(
                            new PictureReader().read(out.resolve("000001.png")).data());
            long[] labels = new long[6];
            samples.array("arr_1").reader().longs(0, labels);
            assertThat(labels).containsExactly(2, 5, 2, 5, 2, 5);
        }
        Path again = folder.resolve("again.png");
        vtp("decode", out.resolve("000003.safetensors"), "-o", again).hasCode(0);
        assertThat(new PictureReader().read(again)).isEqualTo(new PictureReader().read(out.resolve("000003.png")));
    }

    @Test
    void aPictureIsTheSameByItselfAndInABatch() throws IOException {
        generate("--label", 2, "--seed", 7, "-n", 3, "-o", folder.resolve("all"), "--batch", 3, "--cfg-scale", 2)
                .hasCode(0);
        generate("--label", 2, "--seed", 7, "--first", 1, "-o", folder.resolve("one.png"), "--cfg-scale", 2)
                .hasCode(0);
        assertThat(new PictureReader().read(folder.resolve("one.png")))
                .isEqualTo(new PictureReader().read(folder.resolve("all/000001.png")));
    }

    @Test
    void goesOnWhereARunWasBrokenOff() throws IOException {
        Path out = folder.resolve("out");
        generate("-n", 4, "-o", out).hasCode(0);
        byte[] second = Files.readAllBytes(out.resolve("000001.png"));
        Files.delete(out.resolve("000001.png"));
        Cli.Run run = generate("-n", 4, "-o", out, "--skip-existing");
        run.hasCode(0);
        assertThat(run.err()).contains("000000: skipped", "000003: skipped").doesNotContain("000001: skipped");
        assertThat(out.resolve("000001.png")).hasBinaryContent(second);
        Cli.Run other =
                generate("-n", 4, "-o", out, "--skip-existing", "--seed", 9).hasCode(1);
        assertThat(other.err()).contains("was made with seed \"0\", not \"9\"");
    }

    @Test
    void thePictureEmerges() throws IOException {
        Path preview = folder.resolve("preview.png");
        generate("-n", 2, "-o", folder.resolve("out"), "--preview", preview).hasCode(0);
        assertThat(new PictureReader().read(preview).width()).isEqualTo(2 * 256 + 2);
    }

    /** How often it draws what is asked for is measured where its weights are made. */
    @Test
    void theBuiltInGeneratorDrawsWhatIsAskedFor() throws IOException {
        Path star = folder.resolve("star.png");
        vtp("generate", "--label", "a yellow star", "-o", star).hasCode(0);
        assertThat(new PictureReader().read(star).width()).isEqualTo(256);
        Path labels = Path.of("../testdata/nano-dit/labels.txt");
        assertThat(vtp("classify", star, "--labels-file", labels, "--top", 1)
                        .hasCode(0)
                        .out())
                .contains("a yellow star");
        vtp("generate", "--label", "a yelow star", "-o", star)
                .hasCode(2)
                .hasOneLineOfError("is none of the 48 classes; did you mean \"a yellow star\"?");
    }

    @Test
    void fromAFileOfNoise() throws IOException {
        Path noise = folder.resolve("noise.safetensors");
        LatentsFile.write(noise, Noise.of(7, new long[] {0, 1}, TINY));
        generate("--label", 1, "--noise", noise, "-n", 2, "-o", folder.resolve("given"))
                .hasCode(0);
        generate("--label", 1, "--seed", 7, "-n", 2, "-o", folder.resolve("seed"))
                .hasCode(0);
        for (String name : List.of("000000.png", "000001.png")) {
            assertThat(new PictureReader().read(folder.resolve("given").resolve(name)))
                    .isEqualTo(new PictureReader().read(folder.resolve("seed").resolve(name)));
        }
        generate("-q", "--noise", noise, "-n", 3, "-o", folder.resolve("more"))
                .hasCode(2)
                .hasOneLineOfError("has 2 rows, index 2 has none");
    }

    @Test
    void everySolver() {
        for (String solver : List.of("heun", "dopri5")) {
            generate("--solver", solver, "-o", folder.resolve(solver + ".png"), "--rtol", 0.1, "--atol", 0.1)
                    .hasCode(0);
        }
    }

    @Test
    void labelsByName() throws IOException {
        Path names = Files.write(
                folder.resolve("names.txt"),
                IntStream.range(0, 6)
                        .mapToObj(i -> i > 3 ? "twice" : "thing " + i)
                        .toList());
        generate("--label-names", names, "--label", "thing 3", "-o", folder.resolve("a.png"))
                .hasCode(0);
        generate("--label-names", names, "--label", "thin 3", "-q", "-o", folder.resolve("b.png"))
                .hasCode(2)
                .hasOneLineOfError("did you mean \"thing 3\"?");
        generate("--label-names", names, "--label", "twice", "-q", "-o", folder.resolve("b.png"))
                .hasCode(2)
                .hasOneLineOfError("is the name of the classes 4 and 5; give the number");
        Files.write(names, List.of("one"));
        generate("--label-names", names, "-q", "-o", folder.resolve("b.png"))
                .hasCode(2)
                .hasOneLineOfError("has 1 lines, the generator 6 classes");
        assertThat(folder.resolve("b.png")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--label 6|2|--label 6: the generator has 6 classes, which are numbered from 0",
                "--label dog|2|nobody says what the generator's classes are called",
                "-n 0|2|-n 0: must be from 1",
                "--steps 1|2|number of points is 1, must be from 2",
                "--shift -1|2|timestep shift is -1.0, must be 0 or more",
                "--cfg-channels some|2|must be a number or \"all\"",
                "--batch 0|2|--batch 0: must be from 1",
                "--first -1|2|--first -1: must be 0 or more",
                "--npz x.npz|2|need a folder of pictures",
                "--preview x.gif|2|--preview x.gif: results are written to files that end in .png",
                "--config no.yaml|3|no.yaml: does not exist",
                "--stats no.pt|3|no.pt: does not exist",
                "--generator no.pt|3|no.pt: does not exist",
                "--generator pom.xml|3|pom.xml",
            })
    void whatMakesNoSenseIsSaidInOneLine(String options, int code, String message) {
        Cli.Run run = generate((Object[]) (options + " -o " + folder.resolve("x.png")).split(" "))
                .hasCode(code);
        assertThat(run.err().lines().filter(line -> !line.contains("is taken for") && !line.contains("built-in")))
                .singleElement()
                .asString()
                .contains(message)
                .doesNotContain("Exception", "bug");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void statisticsAreNeeded() {
        vtp("generate", "--generator", weights, "-o", folder.resolve("x.png")).hasCode(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void latentsOfAnotherModelAreRefused() throws IOException {
        DitConfig other = new DitConfig(1, 32, 2, 4, 16, 32, 6, false, true, true, true, false, false);
        Path file = write(other, "other.safetensors");
        vtp("generate", "--generator", file, "--stats", stats, "-o", folder.resolve("x.png"))
                .hasCode(3)
                .hasOneLineOfError("draws latents of 32 channels, model vtp-nano has 64");
    }

    @Test
    void aConfigurationThatTheWeightsDoNotFit() throws IOException {
        Path yaml = Files.writeString(
                folder.resolve("t.yaml"),
                "model: {model_type: LightningDiT-B/1}\ndata: {image_size: 256, num_classes: 6}\n");
        generate("--config", yaml, "-o", folder.resolve("x.png"))
                .hasCode(3)
                .hasOneLineOfError("of another shape than the trainer's configuration calls for");
    }
}
