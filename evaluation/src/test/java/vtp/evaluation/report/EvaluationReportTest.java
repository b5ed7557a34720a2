package vtp.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.files.Released;
import vtp.engine.image.Rgb;
import vtp.evaluation.EvaluationResult;
import vtp.evaluation.Gallery;
import vtp.evaluation.Measure;
import vtp.loader.Json;

@Tag("any-width")
class EvaluationReportTest {
    @TempDir
    private Path folder;

    private Path small;
    private Path nano;

    @BeforeEach
    void writeResults() throws IOException {
        small = Files.createDirectories(folder.resolve("small"));
        nano = Files.createDirectories(folder.resolve("nano"));
        String sha256 = Released.SMALL.weightsSha256();
        result("zero-shot", "Small", sha256, Map.of("top1", Measure.share(33_350, 50_000)))
                .write(small.resolve("zero-shot.json"));
        Measure psnr = Measure.mean(27.25, 3, 50_000);
        result("reconstruction", "Small", sha256, Map.of("psnr_db", psnr, "rfid", Measure.without(0.98)))
                .write(small.resolve("reconstruction.json"));
        result("probe", "nano <1>", "ab12", Map.of("top1", Measure.share(40, 50)))
                .write(nano.resolve("probe.json"));
        Files.writeString(small.resolve("reconstruction-histogram.csv"), "psnr_db_from,pictures\n26,5\n28,7\n");
        Files.writeString(nano.resolve("probe-classifiers.csv"), "blocks,rate,top1\n1,1.0E-5,10\n1,0.1,70\n4,0.1,80\n");
        Gallery.write(
                small.resolve("reconstruction-pictures"),
                List.of(new Gallery.Draft("Worst", List.of(new Gallery.Sketch(new Rgb(1, 1, new byte[3]), "a & b")))));
    }

    private static EvaluationResult result(
            String protocol, String model, String sha256, Map<String, Measure> measures) {
        return new EvaluationResult(
                protocol,
                model,
                sha256,
                "imagenet/val",
                50_000,
                3,
                Map.of("weights", "f32"),
                measures,
                List.of("Differs."));
    }

    @Test
    void theTableSaysWhatEachNumberIsWorth() throws IOException {
        List<Path> files =
                new EvaluationReport(ModelResults.read(List.of(small, nano))).write(folder.resolve("report"));
        assertThat(files).hasSize(3).allSatisfy(file -> assertThat(file).exists());
        String markdown = Files.readString(folder.resolve("report/report.md"));
        assertThat(markdown)
                .contains("| model | zero-shot top-1, % | linear probe top-1, % | rFID | PSNR, dB |")
                .contains("| Small | **66.7** (66.3 – 67.1; 50,000 pictures, 3 failed; published 66.7) | – | **0.98**"
                        + " (50,000 pictures, 3 failed; published 0.98) | **27.25** (27.22 – 27.28;")
                .contains("| nano \\<1\\> | – | **80.0** (67.0 – 88.8;")
                .contains(Released.SMALL.weightsSha256())
                .contains("* Differs.");
        assertThat((List<?>)
                        Json.readObject(folder.resolve("report/report.json")).get("results"))
                .hasSize(3);
    }

    @Test
    void thePageNeedsNothingButItself() throws IOException {
        new EvaluationReport(ModelResults.read(List.of(small, nano))).write(folder);
        String page = Files.readString(folder.resolve("report.html"));
        assertThat(page.split("data:image/png;base64,", -1))
                .as("three charts and a picture")
                .hasSize(5);
        assertThat(page)
                .contains("nano &lt;1&gt;", "a &amp; b", "published 66.7", "<li>Differs.</li>")
                .doesNotContain("http", "<script", "nano <1>");
    }

    @Test
    void foldersOfOneModelAreOneRow() throws IOException {
        Path samples = Files.createDirectories(folder.resolve("samples"));
        Map<String, Measure> measures = Map.of("fid", Measure.without(5.461), "precision", Measure.without(0.75));
        result("fid", "elsewhere", Released.SMALL.weightsSha256(), measures).write(samples.resolve("fid.json"));
        List<ModelResults> models = ModelResults.read(List.of(small, nano, samples, small));
        assertThat(models).extracting(ModelResults::name).containsExactly("Small", "nano <1>");
        assertThat(models.get(0).results()).containsOnlyKeys("zero-shot", "reconstruction", "fid");
        new EvaluationReport(models).write(folder);
        assertThat(folder.resolve("report.md"))
                .content()
                .containsPattern(
                        "\\| Small \\| \\*\\*66\\.7.*\\*\\*5\\.46\\*\\* \\(50,000 pictures.*\\*\\*0\\.750\\*\\*");
    }

    /** As of the same model with other options, or of two that lie in folders of one name. */
    @Test
    void rowsOfOneNameAreToldApart() throws IOException {
        Path again = Files.createDirectories(folder.resolve("again"));
        result("zero-shot", "Small", Released.SMALL.weightsSha256(), Map.of("top1", Measure.share(1, 2)))
                .write(again.resolve("zero-shot.json"));
        List<ModelResults> models = ModelResults.read(List.of(small, again));
        assertThat(models)
                .extracting(ModelResults::name)
                .containsExactly("Small (" + small + ")", "Small (" + again + ")");
        assertThat(new EvaluationReport(models).write(folder)).hasSize(3);
    }

    @Test
    void whatCannotBeReportedIsRefused() throws IOException {
        assertThatThrownBy(() -> ModelResults.read(List.of(folder))).hasMessageContaining("holds no result");
        Files.copy(nano.resolve("probe.json"), small.resolve("probe.json"));
        assertThatThrownBy(() -> ModelResults.read(List.of(small)))
                .hasMessageContaining("results of two models, Small and nano");
        Files.writeString(nano.resolve("probe-classifiers.csv"), "blocks,rate,top1\n1,x,10\n");
        assertThatThrownBy(() -> new EvaluationReport(ModelResults.read(List.of(nano))).write(folder))
                .hasMessageContaining("is no table of numbers: 1,x,10");
    }
}
