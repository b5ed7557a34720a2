package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractTest {

    @TempDir
    private Path folder;

    private Path pictures;
    private Path out;

    @BeforeEach
    void copyPictures() throws IOException {
        pictures = folder.resolve("pictures");
        out = folder.resolve("out");
        for (String name : List.of("black-star", "red-circle", "landscape")) {
            Path to = pictures.resolve(name.startsWith("l") ? "b" : "a").resolve(name + ".png");
            Files.createDirectories(to.getParent());
            Files.copy(Cli.picture(name), to);
        }
        Files.writeString(pictures.resolve("README"), "not a class");
    }

    @Test
    void aFolderBecomesShardsAndTheSameCommandFindsThemDone() throws IOException {
        Cli.Run run = vtp("extract", pictures, "-o", out, "--shard-size", 2).hasCode(0);
        assertThat(run.err()).contains("left out: 1 outside the classes' folders", "3 of 3 pictures, 0 failed");
        Path first = out.resolve("latents_rank00_shard000.safetensors");
        assertThat(Tensors.shapes(first))
                .isEqualTo(Map.of(
                        "labels", List.of(2L),
                        "latents", List.of(2L, 64L, 16L, 16L),
                        "latents_flip", List.of(2L, 64L, 16L, 16L)));
        assertThat(Files.readString(out.resolve("manifest.jsonl")))
                .contains("\"model\":\"vtp-nano\"", "\"preparation\":\"crop 256\"", "\"orientation\":\"stored\"");
        byte[] statistics = Files.readAllBytes(out.resolve("latents_stats.pt"));

        Files.delete(out.resolve("latents_stats.pt"));
        Cli.Run again = vtp("extract", pictures, "-o", out, "--shard-size", 2).hasCode(0);
        assertThat(again.err()).contains("going on: 3 of 3 pictures are done");
        Files.delete(out.resolve("latents_stats.pt"));
        vtp("stats", out).hasCode(0);
        assertThat(out.resolve("latents_stats.pt")).hasBinaryContent(statistics);
    }

    @Test
    void aBadPictureIsNamedAndIsNoReasonToStop() throws IOException {
        Files.write(pictures.resolve("a/broken.png"), new byte[0]);
        Cli.Run run = vtp("extract", pictures, "-o", out, "--json").hasCode(1);
        List<Map<String, Object>> events = run.objects();
        assertThat(events).extracting(event -> event.get("event")).containsExactly("begin", "failure", "shard", "end");
        assertThat(events.get(0)).containsEntry("total", 4L).containsEntry("classes", 2L);
        assertThat(events.get(1))
                .containsEntry("input", "a/broken.png")
                .containsEntry("error", "the file is empty")
                .containsEntry("label", 0L);
        assertThat(events.get(2)).containsEntry("rows", 3L).containsEntry("failed", 1L);
        assertThat(events.get(3)).containsEntry("pictures", 4L).containsEntry("failed", 1L);
        vtp("extract", pictures, "-o", out).hasCode(1);
        vtp("extract", pictures, "-o", folder.resolve("strict"), "--strict", "-q")
                .hasCode(1)
                .hasOneLineOfError("a/broken.png: the file is empty");
        assertThat(folder.resolve("strict/latents_rank00_shard000.safetensors")).doesNotExist();
    }

    @Test
    void featuresLieInFoldersOfTheirOwn() {
        vtp("extract", pictures, "-o", out, "--what", "clip,patch-mean,layers", "--layer", "last:2", "--dtype", "f16")
                .hasCode(0);
        assertThat(Tensors.shapes(out.resolve("clip/clip_rank00_shard000.safetensors")))
                .containsEntry("clip", List.of(3L, 64L));
        assertThat(Tensors.shapes(out.resolve("patch-mean/patch-mean_rank00_shard000.safetensors")))
                .containsEntry("patch_mean", List.of(3L, 128L));
        assertThat(Tensors.shapes(out.resolve("layers/layers_rank00_shard000.safetensors"))
                        .keySet())
                .containsExactlyInAnyOrder(
                        "labels", "layer.2.cls", "layer.2.patch_mean", "layer.3.cls", "layer.3.patch_mean");
        assertThat(out.resolve("latents_stats.pt")).doesNotExist();
    }

    @Test
    void aFileOfTheHubIsExtracted() throws IOException {
        Path file = Path.of("../testdata/datasets/parquet/train-00001-of-00002.parquet");
        vtp("extract", file, "-o", out, "--no-flip").hasCode(0);
        assertThat(Tensors.shapes(out.resolve("latents_rank00_shard000.safetensors")))
                .containsEntry("labels", List.of(5L));
        assertThat(Files.readString(out.resolve("manifest.jsonl")))
                .contains("\"classes\":[\"cat\",\"dog\",\"zebra\"]", "train-00001-of-00002.parquet/4/p14.ppm");
    }

    @Test
    void ranksAreMergedByStats() {
        vtp("extract", pictures, "-o", out, "--world", 2).hasCode(0);
        vtp("stats", out).hasCode(3).hasOneLineOfError("rank 1 of 2 is missing");
        vtp("extract", pictures, "-o", out, "--world", 2, "--rank", 1, "--no-flip")
                .hasCode(3)
                .hasOneLineOfError("other flip: yes, now no");
        vtp("extract", pictures, "-o", out, "--world", 2, "--rank", 1, "--what", "latents,clip")
                .hasCode(3)
                .hasOneLineOfError("other what: latents, now latents,clip");
        assertThat(out.resolve("clip")).doesNotExist();
        vtp("extract", pictures, "-o", out, "--world", 2, "--rank", 1).hasCode(0);
        assertThat(vtp("stats", out, "--json").hasCode(0).objects().get(0))
                .containsEntry("pictures", 3L)
                .containsEntry("channels", 64L);
    }

    @Test
    void whatMakesNoSenseIsWrongUsage() {
        vtp("extract", folder.resolve("nowhere"), "-o", out).hasCode(2).hasOneLineOfError("no such file or folder");
        vtp("extract", pictures, "-o", Cli.picture("red-circle")).hasCode(3).hasOneLineOfError("a folder is needed");
        vtp("extract", pictures, "-o", out, "--prepare", "none").hasCode(2).hasOneLineOfError("must have one size");
        vtp("extract", pictures, "-o", out, "--rank", 3).hasCode(2).hasOneLineOfError("rank 3 of 1");
        vtp("extract", pictures, "-o", out, "--shard-size", 0).hasCode(2).hasOneLineOfError("not 0");
        vtp("extract", pictures, "-o", out, "--what", "dreams").hasCode(2).hasOneLineOfError("patch-mean");
        vtp("stats", folder.resolve("nowhere")).hasCode(2).hasOneLineOfError("no such folder");
        vtp("extract", pictures.resolve("README"), "-o", out).hasCode(1);
        assertThat(out.resolve("latents_rank00_shard000.safetensors")).doesNotExist();
    }

    @Test
    void pyTorchFilesAreConverted() throws IOException {
        Path pth = Path.of("../testdata/goldens/eval/latents/latents_stats.pt");
        Path converted = folder.resolve("stats.safetensors");
        assertThat(vtp("convert", pth, "-o", converted).hasCode(0).err()).contains("2 tensors");
        assertThat(Tensors.shapes(converted))
                .isEqualTo(Map.of("mean", List.of(1L, 8L, 1L, 1L), "std", List.of(1L, 8L, 1L, 1L)));
        vtp("convert", pth, "-o", folder.resolve("stats.npy")).hasCode(2).hasOneLineOfError("ends in .safetensors");
        vtp("convert", folder.resolve("nowhere.pt"), "-o", converted).hasCode(2).hasOneLineOfError("no such file");
        Path text = Files.writeString(folder.resolve("text.pt"), "not a tensor");
        vtp("convert", text, "-o", folder.resolve("no.safetensors")).hasCode(3).hasOneLineOfError("text.pt");
        assertThat(folder.resolve("no.safetensors")).doesNotExist();
    }
}
