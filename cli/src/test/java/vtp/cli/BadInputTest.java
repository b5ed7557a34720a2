package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.Dtype;
import vtp.loader.TensorSpec;

/** One clear line for each, the agreed exit code, and no file that is not whole. */
class BadInputTest {

    @TempDir
    private Path folder;

    @Test
    void picturesThatAreNone() throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "not a picture");
        Path empty = Files.createFile(folder.resolve("empty.png"));
        byte[] jpeg = Files.readAllBytes(Path.of("../testdata/goldens/files/444.jpg"));
        Path truncated = Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2));
        Path huge = Files.write(folder.resolve("huge.png"), pngHeader(60_000, 60_000));
        Path missing = folder.resolve("missing.png");
        Map<Path, String> problems = Map.of(
                text, "not a picture", empty, "empty", truncated, "truncated", huge, "60000", missing, "no such file");
        problems.forEach((file, problem) -> {
            vtp("encode", file, "-o", folder.resolve("out")).hasCode(1).hasOneLineOfError(file.toString());
            vtp("reconstruct", file, "-o", folder.resolve("x.png")).hasCode(1).hasOneLineOfError(problem);
            assertThat(folder.resolve("x.png")).doesNotExist();
            assertThat(folder.resolve("out")).doesNotExist();
        });
    }

    private static byte[] pngHeader(int width, int height) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(png);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(chunk);
        header.write("IHDR".getBytes(StandardCharsets.US_ASCII));
        header.writeInt(width);
        header.writeInt(height);
        header.write(new byte[] {8, 2, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(chunk.toByteArray());
        out.writeInt(13);
        out.write(chunk.toByteArray());
        out.writeInt((int) crc.getValue());
        return png.toByteArray();
    }

    @Test
    void theRestIsDoneAndEachFailureIsNamedAndHasAnObject() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.png"), "not a picture");
        Path out = folder.resolve("out");
        Cli.Run run = vtp("encode", "--json", bad, picture("red-circle"), folder.resolve("nothing.png"), "-o", out);
        List<Map<String, Object>> objects = run.hasCode(1).objects();
        assertThat(objects).hasSize(3);
        assertThat(objects.get(0)).containsEntry("input", bad.toString()).containsKey("error");
        assertThat(objects.get(1)).containsKey("output");
        assertThat(objects.get(2)).containsEntry("error", "no such file");
        assertThat(run.err().lines().filter(line -> line.startsWith("vtp: " + folder)))
                .hasSize(2);
        assertThat(out.resolve("red-circle.png.safetensors")).exists();
    }

    @Test
    void anEmptyFolderIsAFailure() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Files.createDirectories(empty.resolve("deeper"));
        vtp("encode", empty, "-o", folder.resolve("out"))
                .hasCode(1)
                .hasOneLineOfError("has no pictures in it; -r looks");
        vtp("encode", "-r", empty, "-o", folder.resolve("out")).hasCode(1).hasOneLineOfError("has no pictures in it");
    }

    @Test
    void sidesThatAreNoMultiplesOfThePatch() throws IOException {
        Path odd = folder.resolve("odd.png");
        vtp("prepare", picture("red-circle"), "-o", odd, "--size", "32").hasCode(0);
        ImageIO.write(ImageIO.read(odd.toFile()).getSubimage(0, 0, 31, 17), "png", odd.toFile());
        vtp("encode", odd, "--prepare", "none", "-o", folder.resolve("out"))
                .hasCode(1)
                .hasOneLineOfError("multiples of the patch size 16");
    }

    @Test
    void latentsOfTheWrongShapeOrType() throws IOException {
        Path shape = Tensors.write(folder.resolve("shape.safetensors"), "latents", new float[32 * 4], 1, 32, 2, 2);
        decodeFails(shape, "has the shape [1, 32, 2, 2]");
        Path flat = Tensors.write(folder.resolve("flat.safetensors"), "latents", new float[64], 64);
        decodeFails(flat, "has the shape [64]");
        Path none = Tensors.write(folder.resolve("none.safetensors"), "latents", new float[0], 0, 64, 2, 2);
        decodeFails(none, "has the shape [0, 64, 2, 2]");
        Path type = Tensors.write(
                folder.resolve("type.safetensors"),
                TensorSpec.of("latents", Dtype.I32, 64, 1, 1),
                MemorySegment.ofArray(new int[64]),
                Map.of());
        decodeFails(type, "holds I32");
        decodeFails(Files.writeString(folder.resolve("text.npy"), "no array at all"), "text.npy");
        decodeFails(Files.createFile(folder.resolve("empty.safetensors")), "empty.safetensors");
        decodeFails(folder.resolve("missing.safetensors"), "missing.safetensors");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void latentsThatAreNotFiniteAreNamed(float bad) {
        float[] latents = new float[64 * 4];
        latents[4 * 7 + 3] = bad;
        Path file = Tensors.write(folder.resolve("bad.safetensors"), "latents", latents, 64, 2, 2);
        decodeFails(file, bad + " at [0, 7, 1, 1]");
    }

    private void decodeFails(Path latents, String problem) {
        Path out = folder.resolve("out.png");
        vtp("decode", latents, "-o", out).hasCode(1).hasOneLineOfError(problem);
        assertThat(out).doesNotExist();
    }

    @Test
    void aKeyThatIsNotThereIsNamedWithThoseThatAre() {
        Path file = Tensors.write(folder.resolve("x.safetensors"), "z", new float[64], 64, 1, 1);
        vtp("decode", file, "--key", "y", "-o", folder.resolve("x.png"))
                .hasCode(1)
                .hasOneLineOfError("has no tensor \"y\" but \"z\"");
    }

    @Test
    void outputsThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        vtp("encode", picture("red-circle"), "-o", file.resolve("out"))
                .hasCode(3)
                .hasOneLineOfError("cannot be made");
        vtp("encode", picture("red-circle"), "-o", file).hasCode(3).hasOneLineOfError("it is a file");
        vtp("encode", picture("red-circle"), "-o", folder.resolve("no/x.npy"))
                .hasCode(3)
                .hasOneLineOfError("does not exist; make it first");
        Path full = Files.createSymbolicLink(folder.resolve("full.npy"), Path.of("/dev/full"));
        vtp("encode", picture("red-circle"), "-o", full).hasCode(3).hasOneLineOfError("cannot be written: ");
        Path fullPng = Files.createSymbolicLink(folder.resolve("full.png"), Path.of("/dev/full"));
        vtp("prepare", picture("red-circle"), "-o", fullPng).hasCode(3).hasOneLineOfError("cannot be written: ");
        vtp("embed", "a dog", "-o", folder.resolve("no/x.npy"))
                .hasCode(3)
                .hasOneLineOfError("does not exist; make it first");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encode x.png -o out --size 256 --prepare none | --size has no meaning",
                "encode x.png -o out --size 256 --prepare probe | --size has no meaning",
                "encode x.png -o out --size 100 | multiple of the model's patch size 16",
                "encode x.png -o out --size 0 | multiple of",
                "encode x.png -o out --skip-existing --no-clobber | contradict",
                "encode x.png -o - --json | both want standard output",
                "encode x.png -o out.npy --format safetensors | contradicts the ending",
                "encode x.png -o out --prepare stretch | none of squash, crop, probe, none",
                "encode x.png -o out --orientation up | none of exif, stored",
                "encode x.png -o out --threads 0 | at least 1",
                "encode x.png -o out --threads many | many",
                "encode x.png -o out --max-pixels 0 | at least 1",
                "encode - - -o out | given twice",
                "reconstruct x.png y.png -o out.png | room for one picture",
                "reconstruct x.png -o out.jpg | written to files that end in .png",
                "decode x.npy -o out --rounding up | none of trunc, nearest",
                "classify x.png | --label",
                "classify x.png --label a --imagenet | mutually exclusive",
                "classify x.png --label a --label b --label a | --label: the label \"a\" is there twice",
                "classify x.png --label a --template photo | has no {}",
                "classify x.png --label a --scale zero | positive number",
                "classify x.png --label a --scale -1 | positive number",
                "classify x.png --label a --top 0 | at least 1",
                "classify x.png --labels-file nothing.txt | no such file",
                "features x.png -o out --clip --neck | no meaning",
                "features x.png -o out --clip --layer last:2 | no meaning",
                "features x.png -o out --clip --pca x.png | no meaning",
                "features x.png -o out --neck --layer 1 | contradict",
                "features x.png -o out --no-norm | always normed",
                "features x.png -o out --layer 1,1 | twice",
                "features x.png -o out --layer -1 | block numbers from 0",
                "features x.png -o out --layer last:0 | neither last, nor last:N",
                "features x.png -o out --layer 4 | 4 blocks, 0 to 3",
                "features x.png -o out --layer last:5 | 4 blocks",
                "features x.png -o out.npy | one array",
                "embed -o out.npy | there is no text",
                "embed a --text-file x -o out.npy | contradict",
                "embed a -o out | all texts go to one file, which ends in .safetensors or .npy",
                "tokenize | there is no text",
                "tokenize a --threads 2 | no option \"--threads\"",
                "prepare x.png -o out --weights bf16 | no option \"--weights\"",
                "synth -o out | small, base or large",
                "synth small --config x -o out | contradict",
                "synth tiny -o out | none of small, base, large",
                "pull nothing | neither small, base or large",
            })
    void contradictoryFlagsAreWrongUsage(String line, String problem) {
        vtp((Object[]) line.strip().split(" ")).hasCode(2).hasOneLineOfError(problem);
        assertThat(Path.of("out")).doesNotExist();
    }

    @Test
    void contradictoryFlagsAreFoundBeforeTheModelIsLookedFor() {
        for (String command : new String[] {"encode", "features", "prepare", "reconstruct"}) {
            vtp(command, "x.png", "-m", "/no/such/model", "-o", "out", "--size", "256", "--prepare", "none")
                    .hasCode(2);
        }
    }

    @Test
    void bytesAreNotSentToAScreen() {
        new Cli()
                .onScreen()
                .run("encode", picture("red-circle"), "-o", "-")
                .hasCode(2)
                .hasOneLineOfError("screen");
    }
}
