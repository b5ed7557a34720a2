package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That results of another model or preparation are not taken for those that are wanted. */
class SkipExistingTest {
    private static final Path NANO = Path.of("../testdata/nano");

    @TempDir
    private Path folder;

    private Cli.Run again(Object... command) {
        List<Object> all = new ArrayList<>(List.of(command));
        all.add("--skip-existing");
        return vtp(all.toArray());
    }

    @Test
    void latentsSayHowTheyWereMade() {
        Path out = folder.resolve("x.safetensors");
        Object[] encode = {"encode", picture("landscape"), "-o", out, "-m", NANO};
        vtp(encode).hasCode(0);
        assertThat(again(encode).hasCode(0).err()).contains("skipped, " + out + " exists\n");
        again("encode", picture("landscape"), "-o", out, "-m", NANO, "--size", 64)
                .hasCode(1)
                .hasOneLineOfError("exists, but was made with preparation \"crop 256\", not \"crop 64\"");
        again("encode", picture("landscape"), "-o", out, "-m", NANO, "--prepare", "squash")
                .hasCode(1)
                .hasOneLineOfError("preparation \"crop 256\", not \"squash 256\"");
        again("encode", picture("landscape"), "-o", out, "-m", NANO, "--orientation", "stored")
                .hasCode(1)
                .hasOneLineOfError("orientation \"exif\", not \"stored\"");
        again("encode", picture("landscape"), "-o", out, "-m", NANO, "--weights", "bf16")
                .hasCode(1)
                .hasOneLineOfError("weights \"f32\", not \"bf16\"");
        again("encode", picture("landscape"), "-o", out).hasCode(0); // the same model under its other name
    }

    @Test
    void anotherModelIsToldByItsWeightsEvenIfItHasTheSameName() throws IOException {
        Path out = folder.resolve("out");
        Path model = folder.resolve("elsewhere/nano");
        vtp("synth", "--config", NANO.resolve("config.json"), "-o", model).hasCode(0);
        vtp("encode", picture("red-circle"), "-o", out, "-m", NANO).hasCode(0);
        again("encode", picture("red-circle"), "-o", out, "-m", model)
                .hasCode(1)
                .hasOneLineOfError("was made with another model of that name, not nano");
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.move(model.resolve("config.json"), other.resolve("config.json"));
        Files.move(model.resolve("model.safetensors"), other.resolve("model.safetensors"));
        again("encode", picture("red-circle"), "-o", out, "-m", other)
                .hasCode(1)
                .hasOneLineOfError("was made with model nano, not other");
    }

    @Test
    void picturesSayItToo() {
        Path out = folder.resolve("out");
        vtp("reconstruct", picture("landscape"), "-o", out).hasCode(0);
        assertThat(again("reconstruct", picture("landscape"), "-o", out)
                        .hasCode(0)
                        .err())
                .contains("exists\n");
        again("reconstruct", picture("landscape"), "-o", out, "--compare")
                .hasCode(1)
                .hasOneLineOfError("picture \"reconstruction\", not \"comparison\"");
        again("reconstruct", picture("landscape"), "-o", out, "--rounding", "nearest")
                .hasCode(1)
                .hasOneLineOfError("rounding \"trunc\", not \"nearest\"");
        Path prepared = folder.resolve("prepared.png");
        vtp("prepare", picture("landscape"), "-o", prepared).hasCode(0);
        again("prepare", picture("landscape"), "-o", prepared, "--size", 128)
                .hasCode(1)
                .hasOneLineOfError("not \"crop 128\"");
    }

    @Test
    void featuresAndTextsSayWhatTheyAre() {
        Path out = folder.resolve("out");
        vtp("features", picture("red-circle"), "-o", out).hasCode(0);
        again("features", picture("red-circle"), "-o", out, "--neck")
                .hasCode(1)
                .hasOneLineOfError("not \"last layer, bottleneck, [cls, patch]\"");
        again("features", picture("red-circle"), "-o", out, "--dtype", "f16")
                .hasCode(1)
                .hasOneLineOfError("dtype \"f32\", not \"f16\"");
        Path texts = folder.resolve("texts.safetensors");
        vtp("embed", "a dog", "-o", texts).hasCode(0);
        again("embed", "a dog", "-o", texts).hasCode(0);
        again("embed", "a cat", "-o", texts).hasCode(3).hasOneLineOfError("texts \"[\"a dog\"]\", not \"[\"a cat\"]\"");
    }

    @Test
    void whatDoesNotSayIsSkippedWithAWord() throws IOException {
        Path npy = folder.resolve("x.npy");
        vtp("encode", picture("red-circle"), "-o", npy).hasCode(0);
        Cli.Run run =
                again("encode", picture("red-circle"), "-o", npy, "--size", 64).hasCode(0);
        assertThat(run.err()).contains("exists (it does not say how it was made)");
        Path png = Files.copy(picture("red-circle"), folder.resolve("x.png"));
        run = again("prepare", picture("red-circle"), "-o", png, "--json").hasCode(0);
        assertThat(run.objects()).singleElement().extracting("known").isEqualTo(false);
    }
}
