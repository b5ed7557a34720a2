package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static vtp.cli.Cli.PICTURES;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.image.PictureReader;
import vtp.loader.Dtype;
import vtp.loader.Npy;
import vtp.loader.TensorSpec;

class EncodeDecodeTest {

    @TempDir
    private Path folder;

    @Test
    void latentsOfOnePictureAreThoseOfTheReference() {
        Path out = folder.resolve("latents.safetensors");
        vtp("encode", picture("black-star"), "--prepare", "squash", "-o", out).hasCode(0);
        assertThat(Tensors.shapes(out)).isEqualTo(Map.of("latents", List.of(1L, 64L, 16L, 16L)));
        assertThat(Tensors.metadata(out))
                .containsAllEntriesOf(
                        Map.of("model", "vtp-nano", "preparation", "squash 256", "source", "black-star.png"))
                .containsOnlyKeys("model", "model_fingerprint", "weights", "preparation", "orientation", "source");
        float[] expected = Tensors.read(Cli.GOLDENS.resolve("black-star/golden.safetensors"), "latents");
        float[] actual = Tensors.read(out, "latents");
        double deviation = Math.sqrt(squares(expected, new float[expected.length]) / expected.length);
        assertThat(Math.sqrt(squares(actual, expected) / expected.length)).isLessThan(1e-3 * deviation);
    }

    private static double squares(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow((double) a[i] - b[i], 2);
        }
        return sum;
    }

    @Test
    void aFolderGivesAFileAPictureNamedByItsPath() throws IOException {
        Path nested = Files.createDirectories(folder.resolve("in/deep/er"));
        Files.copy(picture("black-star"), folder.resolve("in/b.png"));
        Files.copy(picture("red-circle"), nested.resolve("a.png"));
        Files.copy(picture("red-circle"), folder.resolve("in/.hidden.png"));
        Files.writeString(folder.resolve("in/notes.txt"), "no picture");

        vtp("encode", folder.resolve("in"), "-o", folder.resolve("flat")).hasCode(0);
        assertThat(files(folder.resolve("flat"))).containsExactly("b.png.safetensors");

        Cli.Run run =
                vtp("encode", "--json", "-r", folder.resolve("in"), "-o", folder.resolve("out"), "--format", "npy");
        assertThat(run.hasCode(0).objects())
                .extracting(object -> object.get("output"))
                .containsExactly(
                        folder.resolve("out/b.png.npy").toString(),
                        folder.resolve("out/deep/er/a.png.npy").toString());
        assertThat(Npy.read(folder.resolve("out/deep/er/a.png.npy")).shape()).containsExactly(1L, 64L, 16L, 16L);
    }

    @Test
    void oneFileHoldsAllPicturesAndTheirNames() throws IOException {
        Path out = folder.resolve("all.safetensors");
        vtp("encode", picture("red-circle"), picture("black-star"), "-o", out).hasCode(0);
        assertThat(Tensors.shapes(out)).isEqualTo(Map.of("latents", List.of(2L, 64L, 16L, 16L)));
        assertThat(Tensors.metadata(out)).containsEntry("sources", "[\"red-circle.png\",\"black-star.png\"]");

        vtp("decode", out, "-o", folder.resolve("pictures")).hasCode(0);
        assertThat(files(folder.resolve("pictures"))).containsExactly("black-star.png", "red-circle.png");

        Path single = folder.resolve("single.png");
        vtp("reconstruct", picture("red-circle"), "-o", single).hasCode(0);
        PictureReader reader = new PictureReader(); // the files differ in what they say of how they were made
        assertThat(reader.read(folder.resolve("pictures/red-circle.png"))).isEqualTo(reader.read(single));
    }

    @Test
    void standardInputAndOutputMakeAPipe() throws IOException {
        byte[] png = Files.readAllBytes(picture("red-circle"));
        for (String format : new String[] {"safetensors", "npy"}) {
            Cli.Run latents = new Cli()
                    .input(png)
                    .run("encode", "-", "-o", "-", "--format", format)
                    .hasCode(0);
            Cli.Run picture = new Cli()
                    .input(latents.bytes())
                    .run("decode", "-", "-o", "-")
                    .hasCode(0);
            assertThat(new PictureReader().read(picture.bytes(), "piped").width())
                    .isEqualTo(256);
        }
    }

    @Test
    void decodeTakesThreeDimensionsAnyFloatsAndAnyKey() {
        short[] bfloat16 = new short[64 * 2 * 3];
        Path out = folder.resolve("out");
        Tensors.write(
                folder.resolve("x.safetensors"),
                TensorSpec.of("z", Dtype.BF16, 64, 2, 3),
                MemorySegment.ofArray(bfloat16),
                Map.of());
        Tensors.write(folder.resolve("y.safetensors"), "latents", new float[2 * 64 * 4], 2, 64, 2, 2);
        vtp("decode", folder.resolve("x.safetensors"), folder.resolve("y.safetensors"), "-o", out)
                .hasCode(0);
        assertThat(files(out)).containsExactly("x.png", "y.0.png", "y.1.png");
    }

    @Test
    void aNameInTheMetadataCannotLeadOutOfTheFolder() {
        for (String evil : new String[] {"../evil", "/tmp/evil", "a/../../evil"}) {
            Path latents = Tensors.write(
                    folder.resolve("x.safetensors"),
                    TensorSpec.of("latents", Dtype.F32, 1, 64, 1, 1),
                    MemorySegment.ofArray(new float[64]),
                    Map.of("source", evil));
            vtp("decode", latents, "-o", folder.resolve("safe")).hasCode(0);
            assertThat(files(folder.resolve("safe"))).containsExactly("x.png");
        }
    }

    @Test
    void filesThatExistAreReplacedOrSkippedOrKept() throws IOException {
        Path out = Files.writeString(folder.resolve("x.safetensors"), "before");
        Cli.Run skipped = vtp("encode", "--json", picture("red-circle"), "-o", out, "--skip-existing")
                .hasCode(0);
        assertThat(skipped.objects()).singleElement().extracting("skipped").isEqualTo(true);
        assertThat(out).hasContent("before");

        vtp("encode", picture("red-circle"), "-o", out, "--no-clobber")
                .hasCode(1)
                .hasOneLineOfError("exists already");
        assertThat(out).hasContent("before");

        vtp("encode", picture("red-circle"), "-o", out).hasCode(0);
        assertThat(Tensors.shapes(out)).containsKey("latents");
        assertThat(files(folder)).containsExactly("x.safetensors");
    }

    @Test
    void twoResultsInOneFileAreRefusedBeforeAnyWork() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Path twin = Files.copy(picture("red-circle"), other.resolve("red-circle.png"));
        Path out = folder.resolve("out");
        vtp("encode", picture("red-circle"), twin, "-o", out).hasCode(2).hasOneLineOfError("would both be written");
        assertThat(out).doesNotExist();
    }

    @Test
    void anInputIsNeverWrittenOver() throws IOException {
        Path in = Files.copy(picture("red-circle"), folder.resolve("in.png"));
        vtp("reconstruct", in, "-o", in).hasCode(2).hasOneLineOfError("is one of the inputs");
        vtp("prepare", folder, "-o", folder).hasCode(2).hasOneLineOfError("is one of the inputs");
        assertThat(in).hasSameBinaryContentAs(picture("red-circle"));
    }

    @Test
    void picturesOfDifferentShapesDoNotFitIntoOneFile() {
        Path out = folder.resolve("all.safetensors");
        vtp("encode", "-q", "--prepare", "none", picture("red-circle"), picture("landscape"), "-o", out)
                .hasCode(1)
                .hasOneLineOfError("landscape.png: its result has the shape");
        assertThat(Tensors.metadata(out)).containsEntry("source", "red-circle.png");
    }

    @Test
    void reconstructMeasuresAsTheReferenceDoes() throws IOException {
        Map<String, Object> expected =
                Cli.object(Files.readString(Cli.GOLDENS.resolve("quality.json")).replace("\n", " "));
        Cli.Run run = vtp("reconstruct", "--json", "--prepare", "squash", PICTURES, "-o", folder.resolve("out"));
        for (Map<String, Object> object : run.hasCode(0).objects().subList(0, 9)) {
            String name = Path.of((String) object.get("input")).getFileName().toString();
            Map<?, ?> quality = (Map<?, ?>) expected.get(name.replace(".png", ""));
            assertThat((double) object.get("psnr_db")).isCloseTo((double) quality.get("psnr_db"), within(0.01));
            assertThat((double) object.get("ssim_interior")).isCloseTo((double) quality.get("ssim"), within(0.0005));
        }
        assertThat(files(folder.resolve("out"))).hasSize(9);
    }

    @Test
    void compareWritesThreePicturesSideBySide() throws IOException {
        Path out = folder.resolve("compared.png");
        Cli.Run run = vtp("reconstruct", "--compare", "--size", "64", picture("red-circle"), "-o", out);
        assertThat(run.hasCode(0).lines()).singleElement().asString().contains("PSNR", "dB, SSIM");
        assertThat(new PictureReader().read(out).width()).isGreaterThan(3 * 64);
    }

    @Test
    void prepareWritesWhatTheModelSees() throws IOException {
        Path out = folder.resolve("prepared.png");
        vtp("prepare", picture("landscape"), "--prepare", "squash", "--size", "128", "-o", out)
                .hasCode(0);
        assertThat(new PictureReader().read(out).height()).isEqualTo(128);
        vtp("prepare", picture("landscape"), "--prepare", "probe", "-o", out).hasCode(0);
        assertThat(new PictureReader().read(out).width()).isEqualTo(224);
        vtp("prepare", picture("landscape"), "--prepare", "none", "-o", out).hasCode(0);
        assertThat(new PictureReader().read(out)).isEqualTo(new PictureReader().read(picture("landscape")));
    }

    private static List<String> files(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
