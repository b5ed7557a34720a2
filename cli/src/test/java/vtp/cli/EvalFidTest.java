package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.files.SyntheticCheckpoint;
import vtp.evaluation.network.Inception;
import vtp.loader.Json;

class EvalFidTest {
    private static final Path GOLDENS = Path.of("..", "testdata", "goldens", "eval");

    @TempDir
    private static Path shared;

    private static Path weights;

    @TempDir
    private Path folder;

    private Path one;
    private Path two;

    @BeforeAll
    static void makeWeights() throws IOException {
        weights = shared.resolve("inception.safetensors");
        MemorySegment bytes = SyntheticCheckpoint.bytes(Inception.parameters());
        try (OutputStream out = Files.newOutputStream(weights);
                WritableByteChannel channel = Channels.newChannel(out)) {
            channel.write(bytes.asByteBuffer());
        }
    }

    @BeforeEach
    void makeSets() throws IOException {
        one = set("one", "black-star", "blue-square", "green-triangle", "landscape");
        two = set("two", "orange-cross", "purple-ring", "red-circle", "landscape");
    }

    private Path set(String name, String... pictures) throws IOException {
        Path set = Files.createDirectory(folder.resolve(name));
        for (String picture : pictures) {
            Files.copy(Cli.picture(picture), set.resolve(picture + ".png"));
        }
        return set;
    }

    private static Map<String, Object> object(Cli.Run run) throws IOException {
        List<String> lines = run.out().strip().lines().toList();
        return Json.readObject("output", lines.getLast().getBytes(StandardCharsets.UTF_8));
    }

    private static double number(Cli.Run run, String name) throws IOException {
        return ((Number) object(run).get(name)).doubleValue();
    }

    @Test
    void foldersAndSavedStatistics() throws IOException {
        Path saved = folder.resolve("one.npz");
        Cli.Run text = vtp("eval", "fid", one, two, "--inception", weights).hasCode(0);
        assertThat(text.out()).matches("(?s)FID \\d+\\.\\d{4}, sFID \\d.*, Inception score 1\\..*4 pictures.*");
        assertThat(text.err()).contains("of fewer than 2,049, the numbers cannot be compared with others");
        Cli.Run run = vtp(
                        "eval",
                        "fid",
                        one,
                        two,
                        "--inception",
                        weights,
                        "--precision-recall",
                        "--save-statistics",
                        saved,
                        "--json")
                .hasCode(0);
        double fid = number(run, "fid");
        assertThat(fid).isGreaterThan(0.01);
        assertThat(number(run, "precision")).isBetween(0.0, 1.0);
        assertThat((List<?>) object(run).get("warnings")).hasSize(2);
        Cli.Run again =
                vtp("eval", "fid", saved, two, "--inception", weights, "--json").hasCode(0);
        assertThat(number(again, "fid")).isCloseTo(fid, within(2e-5 + 1e-6 * fid));
        Cli.Run mixed = vtp("eval", "fid", saved, two, "--inception", weights, "--inception-input", "tf")
                .hasCode(0);
        assertThat(mixed.err()).contains("prepared in different ways, pytorch and tf");
    }

    @Test
    void statisticsNeedNoNetwork() throws IOException {
        Path saved = folder.resolve("one.npz");
        vtp("eval", "fid", one, "--inception", weights, "--save-statistics", saved)
                .hasCode(0);
        Cli.Run run = vtp("eval", "fid", saved, saved, "--json").hasCode(0);
        assertThat(number(run, "fid")).isCloseTo(0, within(2e-5));
    }

    @Test
    void aResultStandsBesideTheOthersOfItsModel() throws IOException {
        Path out = folder.resolve("fid-results");
        Path others = folder.resolve("other-results");
        Cli.Run run = vtp("eval", "fid", one, two, "--inception", weights, "-o", out, "--json")
                .hasCode(0);
        assertThat(object(run)).containsEntry("output", out.resolve("fid.json").toString());
        vtp("eval", "reconstruction", one, "-o", others).hasCode(0);
        vtp("eval", "report", others, out, "-o", folder.resolve("report")).hasCode(0);
        String fid = String.format(Locale.ROOT, "**%.2f** (4 pictures)", number(run, "fid"));
        assertThat(Files.readAllLines(folder.resolve("report/report.md")))
                .filteredOn(line -> line.startsWith("| vtp-nano | "))
                .singleElement()
                .asString()
                .contains(fid);
        assertThat(folder.resolve("report/report.html")).content().contains("fewer than 2,049");
    }

    @Test
    void latentsAreDecodedByTheModel() throws IOException {
        Path latents = folder.resolve("latents");
        Path pictures = folder.resolve("decoded");
        vtp("encode", one, "-o", latents).hasCode(0);
        vtp("decode", latents, "-o", pictures).hasCode(0);
        Cli.Run run = vtp("eval", "fid", pictures, latents, "--inception", weights, "--json")
                .hasCode(0);
        assertThat(number(run, "fid")).isCloseTo(0, within(1e-9));
        assertThat(number(run, "sample_pictures")).isEqualTo(4);
    }

    @Test
    void aBadPictureIsNamedAndTheOthersCount() throws IOException {
        Files.writeString(two.resolve("bad.png"), "no picture");
        Cli.Run run =
                vtp("eval", "fid", one, two, "--inception", weights, "--json").hasCode(1);
        assertThat(run.err()).contains("vtp: bad.png: ");
        assertThat(number(run, "sample_pictures")).isEqualTo(4);
    }

    @Test
    void whatIsMissingOrMalformedIsOneLine() throws IOException {
        String where = "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/";
        assertThat(vtp("eval", "fid", one, two).hasCode(2).err())
                .contains("--inception FILE is needed", where, "95,628,359 bytes, sha256 6726825d")
                .hasLineCount(1);
        assertThat(vtp("eval", "fid", one, two, "--inception", "none.pth")
                        .hasCode(3)
                        .err())
                .contains("none.pth: no such file; get it from " + where)
                .hasLineCount(1);
        assertThat(vtp("eval", "fid", one).hasCode(2).err())
                .contains("one set only")
                .hasLineCount(1);
        assertThat(vtp("eval", "fid", folder.resolve("nowhere"), one, "--inception", weights)
                        .hasCode(2)
                        .err())
                .contains("nowhere: no such file or folder")
                .hasLineCount(1);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(vtp("eval", "fid", empty, one, "--inception", weights)
                        .hasCode(3)
                        .err())
                .contains("empty: has no pictures")
                .hasLineCount(1);
        assertThat(vtp("eval", "fid", GOLDENS.resolve("stats.npz"), one, "--inception", weights)
                        .hasCode(3)
                        .err())
                .contains("stats.npz: mu has the shape [16]")
                .hasLineCount(1);
        assertThat(vtp("eval", "fid", one, two, "--inception", GOLDENS.resolve("pth/zip.pth"))
                        .hasCode(3)
                        .err())
                .contains("zip.pth: tensor Conv2d_1a_3x3.conv.weight is missing")
                .hasLineCount(1);
    }
}
