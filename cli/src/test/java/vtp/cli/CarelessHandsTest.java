package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.loader.Dtype;
import vtp.loader.TensorSpec;

/** What a hand that slips is told. */
class CarelessHandsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encod | there is no command \"encod\"; did you mean \"encode\"?",
                "Encode x.png | did you mean \"encode\"?",
                "recon | did you mean \"reconstruct\"?",
                "help clasify | did you mean \"classify\"?",
                "xyzzy | there is no command \"xyzzy\"; \"vtp --help\" lists what there is",
                "--verison | there is no option \"--verison\"; did you mean \"--version\"?",
                "-o out encode x.png | \"-o\" stands before the command; the command comes first: vtp COMMAND",
                "encode x.png -o out --size big | option '--size': 'big' is not a whole number",
                "encode x.png -o out --size 9999999904 | is not a whole number in range",
                "encode testdata --size 8192000 -o out | --size 8192000: must be at most 26754",
                "encode x.png | missing option: '--output=OUT'",
                "encode x.png --modle small -o out | encode has no option \"--modle\"; did you mean \"--model\"?",
                "encode x.png --modle=small | encode has no option \"--modle\"; did you mean \"--model\"?",
                "encode x.png --outptu y | did you mean \"--output\"?",
                "encode x.png -o out --bogus | encode has no option \"--bogus\" (see: vtp encode --help)",
                "info small | info does not take \"small\"; a model is named after -m (see: vtp info --help)",
                "classify x.png adog | there are no labels; each goes after --label, as in: --label \"adog\"",
                "classify x.png | there are no labels; each goes after --label",
                "classify x.png --label= | --label \"\" is empty",
                "info --model= | --model is empty; name one, or leave the option out",
                "info -m Small | no such model; did you mean \"small\"?",
                "info -m VTP-Smal-f16d64 | no such model; did you mean \"VTP-Small-f16d64\"?",
                "models x | models does not take \"x\" (see",
                "encode  -o out | an input's name is empty; for the current folder, say \".\"",
                "info -m https://huggingface.co/org/name | nothing is fetched from one",
            })
    void whatWasMeantIsSaid(String line, String message) {
        Cli.Run run = vtp((Object[]) line.strip().split(" ")).hasOneLineOfError(message);
        assertThat(run.code()).isEqualTo(line.startsWith("info -m ") ? 3 : 2);
    }

    @Test
    void labelsInThePlaceOfPicturesAreTold() {
        vtp("classify", picture("red-circle"), "a dog")
                .hasCode(2)
                .hasOneLineOfError("each goes after --label, as in: --label \"a dog\"");
        vtp("classify", picture("red-circle"), "--label", "a cat", "a dog")
                .hasCode(2)
                .hasOneLineOfError("\"a dog\" is no picture; a label goes after --label");
        vtp("classify", picture("red-circle"), "--label", "  ").hasCode(2).hasOneLineOfError("is empty");
    }

    @Test
    void helpMayComeFirst() {
        String help = vtp("encode", "--help").hasCode(0).out();
        assertThat(vtp("--help", "encode").hasCode(0).out()).isEqualTo(help);
        assertThat(vtp("-h", "encode").hasCode(0).out()).isEqualTo(help);
    }

    @Test
    void aFileThatHoldsNoLatentsIsNamedForWhatItIs() throws IOException {
        Map<Path, String> files = Map.of(
                picture("red-circle"),
                "PNG picture",
                Files.write(folder.resolve("s.npz"), zip("arr_0.npy")),
                "NumPy archive",
                Files.write(folder.resolve("s.pt"), zip("archive/data.pkl")),
                "PyTorch file",
                Files.writeString(
                        folder.resolve("x.safetensors"), "version https://git-lfs.github.com/spec/v1\noid x\n"),
                "git-lfs pointer",
                Files.writeString(folder.resolve("y.npy"), "<!DOCTYPE html><html>not found</html>"),
                "HTML page");
        files.forEach((file, kind) ->
                vtp("decode", file, "-o", folder.resolve("out.png")).hasCode(1).hasOneLineOfError(kind));
    }

    /** The beginning of an archive whose first entry has this name. */
    private static byte[] zip(String name) {
        byte[] bytes = new byte[64 + name.length()];
        byte[] start = {'P', 'K', 3, 4};
        System.arraycopy(start, 0, bytes, 0, start.length);
        bytes[26] = (byte) name.length();
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, bytes, 30, name.length());
        return bytes;
    }

    @Test
    void anAddressIsNotFetched() {
        vtp("encode", "https://example.org/dog.png", "-o", folder.resolve("out"))
                .hasCode(1)
                .hasOneLineOfError(
                        "https://example.org/dog.png: is an address; nothing is fetched from one, but models");
    }

    @Test
    void aFolderThatCannotBeMadeHasAReason() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        vtp("synth", "small", "-o", file.resolve("deeper")).hasCode(3).hasOneLineOfError("cannot be made: ");
        vtp("synth", "small", "-o", "/proc/x")
                .hasCode(3)
                .hasOneLineOfError("/proc/x: cannot be made: no such file or folder");
    }

    @Test
    void aGoldenOfTextsWithoutTheirIdsIsRefused() {
        Path golden = folder.resolve("golden.safetensors");
        Tensors.write(
                golden,
                List.of(TensorSpec.of("image", Dtype.U8, 16, 16, 3), TensorSpec.of("clip.text", Dtype.F32, 1, 64)),
                new byte[16 * 16 * 3 + 64 * 4]);
        Cli.Run run = vtp("verify", golden)
                .hasCode(1)
                .hasOneLineOfError("has 1 stages of texts (clip.text is one) but not the prompts");
        assertThat(run.out()).doesNotContain("Infinity");
    }

    @Test
    void aStageThatTheModelLacksIsSaidToBeLacking() {
        Path golden = folder.resolve("golden.safetensors");
        Tensors.write(
                golden,
                List.of(TensorSpec.of("image", Dtype.U8, 16, 16, 3), TensorSpec.of("trunk.block.99", Dtype.F32, 4)),
                new byte[16 * 16 * 3 + 4 * 4]);
        Cli.Run run = vtp("verify", golden).hasCode(1);
        assertThat(run.out())
                .contains("the model has no such stage, or one of another size  OVER")
                .doesNotContain("Infinity");
    }

    @Test
    void aPictureOfManyTokensSaysWhatItWillCost() {
        Cli.Run run = vtp("encode", folder.resolve("missing.png"), "--size", "8192", "-o", folder.resolve("out"))
                .hasCode(1);
        assertThat(run.err())
                .containsPattern("8,192 x 8,192 pixels is 262,144 tokens, [0-9,.]+ TFLOP: about .* on this machine");
    }

    @Test
    void pullWithoutANetworkAnswersInJson() {
        Cli.Run run = new Cli()
                .environment("HF_HUB_OFFLINE", "1")
                .environment("HF_HUB_CACHE", folder.toString())
                .run("pull", "small", "--json")
                .hasCode(3);
        assertThat(run.objects())
                .singleElement()
                .satisfies(object -> assertThat(object)
                        .containsEntry("input", "small")
                        .hasEntrySatisfying(
                                "error", error -> assertThat(error.toString()).contains("HF_HUB_OFFLINE")));
    }
}
