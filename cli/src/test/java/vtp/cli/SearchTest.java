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
import vtp.engine.image.PictureReader;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;

/** Pictures are indexed, and found by texts, by pictures, and as copies of each other. */
class SearchTest {
    private static final List<String> NAMES =
            List.of("black-star", "red-circle", "landscape", "yellow-star", "blue-square");

    @TempDir
    private Path folder;

    private Path pictures;
    private Path index;

    @BeforeEach
    void copyPictures() throws IOException {
        pictures = folder.resolve("pictures");
        index = folder.resolve("index");
        for (String name : NAMES) {
            Path to =
                    pictures.resolve(name.endsWith("star") ? "stars" : "others").resolve(name + ".png");
            Files.createDirectories(to.getParent());
            Files.copy(Cli.picture(name), to);
        }
    }

    private Path star() {
        return pictures.resolve("stars/yellow-star.png");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> hits(Map<String, Object> answer) {
        return (List<Map<String, Object>>) answer.get("pictures");
    }

    private static List<Object> found(Map<String, Object> answer) {
        return hits(answer).stream().map(hit -> hit.get("picture")).toList();
    }

    @Test
    void theSameCommandBringsTheIndexUpToDate() throws IOException {
        Cli.Run first = vtp("index", "-r", pictures, "-o", index).hasCode(0);
        assertThat(first.err()).contains("5 pictures: 5 encoded, 0 known, 0 unchanged, 0 failed; 0 removed");
        Files.move(star(), pictures.resolve("moved.png"));
        Files.delete(pictures.resolve("others/landscape.png"));
        Files.write(pictures.resolve("others/broken.png"), new byte[0]);
        Cli.Run again = vtp("index", "-r", pictures, "-o", index, "--json").hasCode(1);
        assertThat(again.objects().get(0))
                .containsEntry("input", pictures.resolve("others/broken.png").toString())
                .containsEntry("error", "the file is empty");
        assertThat(again.objects().get(1))
                .containsEntry("pictures", 5L)
                .containsEntry("encoded", 0L)
                .containsEntry("known", 1L)
                .containsEntry("unchanged", 3L)
                .containsEntry("failed", 1L)
                .containsEntry("removed", 2L);
    }

    @Test
    void textsFindPictures() {
        vtp("index", "-r", pictures, "-o", index, "-q").hasCode(0);
        Cli.Run run = vtp("search", index, "a yellow star", "a blue square", "--top", 2, "--json")
                .hasCode(0);
        List<Map<String, Object>> answers = run.objects();
        assertThat(answers).extracting(answer -> answer.get("input")).containsExactly("a yellow star", "a blue square");
        assertThat(found(answers.get(0))).hasSize(2).first().isEqualTo(star().toString());
        assertThat(hits(answers.get(0)).get(0)).containsEntry("label", null);
        assertThat(found(answers.get(1)))
                .first()
                .isEqualTo(pictures.resolve("others/blue-square.png").toString());
        assertThat(vtp("search", index, "a yellow star", "--exact", "--top", 2, "--json")
                        .objects()
                        .get(0))
                .isEqualTo(answers.get(0));
        answers = vtp("search", index, "a star", "a star -\"a yellow star\"", "--json")
                .hasCode(0)
                .objects();
        assertThat(found(answers.get(0))).first().isEqualTo(star().toString());
        assertThat(found(answers.get(1))).hasSize(5).first().isNotEqualTo(star().toString());
        assertThat(vtp("search", index, "a yellow star", "--top", 1).hasCode(0).lines())
                .hasSize(2)
                .first()
                .isEqualTo("a yellow star");
    }

    @Test
    void aPictureFindsThoseThatLookLikeIt() throws IOException {
        vtp("index", pictures, "--as", "classes", "-o", index, "-q").hasCode(0);
        Path page = folder.resolve("page.html");
        Path copies = folder.resolve("copies");
        Map<String, Object> own = vtp(
                        "search", index, "--picture", star(), "--json", "--html", page, "--copy-to", copies)
                .hasCode(0)
                .objects()
                .get(0);
        assertThat(found(own)).hasSize(5).first().isEqualTo(star().toString());
        assertThat(hits(own).get(0)).containsEntry("label", "stars").containsEntry("score", 1.0);
        assertThat(copies.resolve("1-yellow-star.png")).hasBinaryContent(Files.readAllBytes(star()));
        assertThat(copies.toFile().list()).hasSize(5);
        String html = Files.readString(page);
        assertThat(html.split("data:image/png;base64,", -1)).hasSize(6);
        assertThat(html).contains("yellow-star.png", "stars").doesNotContain("http:", "https:", "<script");

        Map<String, Object> others = vtp("search", index, "--like", star(), "--json")
                .hasCode(0)
                .objects()
                .get(0);
        assertThat(found(others)).isEqualTo(found(own).subList(1, 5));

        Files.delete(star());
        vtp("search", index, "--picture", Cli.picture("yellow-star"), "-q", "--html", page, "--copy-to", copies)
                .hasCode(1)
                .hasOneLineOfError("yellow-star.png: no such file");
        assertThat(page).content().contains(">gone<");
    }

    @Test
    void nearlyEqualPicturesAreGrouped() throws IOException {
        Rgb small = Preparation.SQUASH.apply(new PictureReader().read(star()), 208, 16);
        Path copy = folder.resolve("pictures/small.png");
        PictureWriter.writePng(small, copy);
        vtp("index", "-r", pictures, "-o", index, "-q").hasCode(0);
        Cli.Run run = vtp("dedup", index, "--json").hasCode(0);
        assertThat(run.objects()).hasSize(1);
        assertThat(found(run.objects().get(0))).containsExactlyInAnyOrder(star().toString(), copy.toString());
        assertThat(run.err()).contains("1 groups of 2 pictures, of 6 in the index, at a cosine of 0.97");
        assertThat(vtp("dedup", index, "--threshold", 1, "-q").hasCode(0).lines())
                .isEmpty();
        vtp("dedup", index, "--threshold", 1.5).hasCode(2).hasOneLineOfError("--threshold 1.5: must be a cosine");
    }

    @Test
    void theMapIsATableAndAPicture() throws IOException {
        vtp("index", pictures, "--as", "classes", "-o", index, "-q").hasCode(0);
        Path map = folder.resolve("map");
        vtp("map", index, "-o", map, "--clusters", 2).hasCode(0);
        List<String> table = Files.readAllLines(map.resolve("map.csv"));
        assertThat(table).hasSize(6).first().isEqualTo("id,x,y,cluster,path,label");
        assertThat(table.subList(1, 6))
                .allMatch(line -> line.matches("\\d,-?\\d\\.\\d{6},-?\\d\\.\\d{6},[01],.*\\.png,(stars|others)"))
                .anyMatch(line -> line.endsWith("," + star() + ",stars"));
        assertThat(new PictureReader().read(map.resolve("map.png")).width()).isEqualTo(2016);
        vtp("map", index, "-o", map, "--clusters", 0).hasCode(2).hasOneLineOfError("at least 1");
        vtp("map", index, "-o", star()).hasCode(3).hasOneLineOfError("cannot be made");
    }

    @Test
    void anotherModelOrPreparationIsRefusedByName() {
        vtp("index", "-r", pictures, "-o", index, "-q").hasCode(0);
        Path other = folder.resolve("other");
        vtp("synth", "small", "-o", other).hasCode(0);
        vtp("search", index, "a star", "-m", other)
                .hasCode(3)
                .hasOneLineOfError("was made with another model: vtp-nano (sha256 ");
        vtp("index", pictures, "-r", "-o", index, "--prepare", "crop")
                .hasCode(3)
                .hasOneLineOfError("another preparation: squash 256, now crop 256");
        vtp("index", pictures, "-r", "-o", index, "--quantize")
                .hasCode(3)
                .hasOneLineOfError("another kind of vectors: float32, now quantized");
    }

    @Test
    void archivesAreDataSetsAndParquetIsRefused() throws Exception {
        Path archive = folder.resolve("pictures.tar");
        Path labelled = Files.createDirectory(folder.resolve("labelled"));
        Files.copy(star(), labelled.resolve("0.png"));
        Files.writeString(labelled.resolve("0.cls"), "7");
        assertThat(new ProcessBuilder("tar", "cf", archive.toString(), "-C", labelled.toString(), "0.cls", "0.png")
                        .start()
                        .waitFor())
                .isZero();
        vtp("index", archive, "-o", index, "-q").hasCode(0);
        Map<String, Object> answer =
                vtp("search", index, "a star", "--json").hasCode(0).objects().get(0);
        assertThat(hits(answer).get(0))
                .containsEntry("picture", archive + "/0.png")
                .containsEntry("label", "7");

        Path other = folder.resolve("other");
        Path parquet = Files.createDirectory(folder.resolve("parquet"));
        Path file = parquet.resolve("pages.parquet");
        Files.copy(Path.of("../testdata/datasets/parquet/pages-gzip.parquet"), file);
        for (Path rows : List.of(file, parquet)) {
            vtp("index", rows, "-o", other).hasCode(2).hasOneLineOfError(rows + ": its pictures are no files");
        }
        vtp("index", archive, pictures, "-r", "-o", other)
                .hasCode(2)
                .hasOneLineOfError(archive + " is a data set, and " + pictures + " need not be");
        assertThat(other).doesNotExist();
    }

    @Test
    void whatMakesNoSenseIsWrongUsage() throws IOException {
        vtp("search", index, "a star").hasCode(3).hasOneLineOfError("no such index");
        vtp("search", pictures, "a star").hasCode(3).hasOneLineOfError("has no index in it");
        vtp("index", pictures, "-o", index).hasCode(1).hasOneLineOfError("the folder has no pictures in it");
        assertThat(index).doesNotExist();
        vtp("index", "-", "-o", index).hasCode(2).hasOneLineOfError("standard input has no name");
        vtp("index", pictures, "-r", "-o", index, "--prepare", "none")
                .hasCode(2)
                .hasOneLineOfError("must have one size");
        vtp("index", "nowhere.tar", "-o", index).hasCode(2).hasOneLineOfError("no such file");
        assertThat(index).doesNotExist();
        vtp("index", "-r", pictures, "-o", pictures).hasCode(3).hasOneLineOfError("has other files in it");
        vtp("index", "-r", pictures, "-o", index, "-q").hasCode(0);
        vtp("search", index).hasCode(2).hasOneLineOfError("nothing to search for");
        vtp("search", index, "a", "--like", "b").hasCode(2).hasOneLineOfError("contradict each other");
        vtp("search", index, "-dog").hasCode(2).hasOneLineOfError("-dog");
        vtp("search", index, " -dog").hasCode(2).hasOneLineOfError("a text that says what is wanted");
        vtp("search", index, "a", "--top", 0).hasCode(2).hasOneLineOfError("must be at least 1");
        vtp("search", index, "--like", "nowhere.png").hasCode(2).hasOneLineOfError("has no such picture");
        vtp("search", index, "--picture", "nowhere.png", "--html", folder.resolve("none.html"))
                .hasCode(1)
                .hasOneLineOfError("no such file");
        assertThat(folder.resolve("none.html")).doesNotExist();
    }
}
