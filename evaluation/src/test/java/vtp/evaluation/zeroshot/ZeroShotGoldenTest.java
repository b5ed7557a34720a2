package vtp.evaluation.zeroshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.datasets.Dataset;
import vtp.datasets.ExtractedRows;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionListener;
import vtp.datasets.ExtractionPlan;
import vtp.datasets.FeatureKind;
import vtp.datasets.ListFile;
import vtp.datasets.ModelEncoder;
import vtp.engine.VtpModel;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.image.Preparation;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Scores;
import vtp.engine.text.ImageNet;
import vtp.evaluation.TestFiles;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.FloatReader;

/** The reference's script on vtp-nano: eight labels in 80 templates, nine pictures. */
class ZeroShotGoldenTest {
    private static final List<String> LABELS = List.of(
            "red circle",
            "blue square",
            "green triangle",
            "yellow star",
            "purple ring",
            "orange cross",
            "white circle",
            "black star");
    private static final List<Integer> TARGETS = List.of(0, 1, 2, 3, 4, 5, 6, 7, 2);

    private static VtpModel nano;
    private static ZeroShotClassifier classifier;
    private static Checkpoint golden;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load() throws IOException {
        nano = TestFiles.nano();
        classifier = ZeroShotClassifier.of(nano, LABELS, ImageNet.templates());
        golden = Checkpoint.open(TestFiles.GOLDENS.resolve("zeroshot.safetensors"));
    }

    @AfterAll
    static void close() throws IOException {
        nano.close();
        golden.close();
    }

    @Test
    void theClassifierIsTheReferences() throws IOException {
        float[] expected = TestFiles.floats(golden, "classifier"); // (64, 8)
        Embeddings features = classifier.features();
        double squares = 0;
        for (int label = 0; label < 8; label++) {
            for (int c = 0; c < 64; c++) {
                squares += Math.pow(features.data()[label * 64 + c] - expected[c * 8 + label], 2);
            }
        }
        assertThat(Math.sqrt(squares / expected.length)).isLessThan(2e-6 / 8); // their deviation is 1/8
    }

    @Test
    void accuracyAndOrderAreTheReferences() throws Exception {
        Dataset pictures = pictures(TARGETS);
        ModelEncoder encoder =
                new ModelEncoder(nano, Preparation.SQUASH, 256, Set.of(FeatureKind.CLIP), false, new int[0]);
        try (ExtractedRows rows = extracted(pictures, encoder)) {
            float[] logits = TestFiles.floats(golden, "logits");
            long[] topFive = new long[45];
            FloatReader.of(golden, golden.require("top5")).longs(0, topFive);
            for (int i = 0; i < 9; i++) {
                float[] row = new float[64];
                rows.read(i, 0, row, 0, 64);
                float[] ours = Scores.logits(new Embeddings(row, 1, 64), classifier.features(), 100, 0)
                        .data();
                for (int label = 0; label < 8; label++) {
                    assertThat((double) ours[label]).isCloseTo(logits[i * 8 + label], within(0.05));
                }
                List<Integer> order = IntStream.range(0, 8)
                        .boxed()
                        .sorted((a, b) -> Float.compare(ours[b], ours[a]))
                        .toList();
                for (int k = 0; k < 5; k++) {
                    assertThat((long) order.get(k)).isEqualTo(topFive[i * 5 + k]);
                }
            }
            ZeroShotEvaluation evaluation = ZeroShotEvaluation.of("pictures", rows, classifier);
            assertThat(evaluation.confusion().topOne().value()).isCloseTo(88.88888888888889, within(1e-12));
            assertThat(evaluation.confusion().topFive().value()).isEqualTo(100);
            assertThat(evaluation.confusion().confusions())
                    .singleElement()
                    .satisfies(pair -> assertThat(evaluation.examples(pair))
                            .singleElement()
                            .asString()
                            .contains("landscape"));
            evaluation.tables().writeClasses(folder.resolve("classes.csv"));
            assertThat(Files.readAllLines(folder.resolve("classes.csv")))
                    .hasSize(9)
                    .contains("0,red circle,1,1,1,,0")
                    .anyMatch(line -> line.matches("2,green triangle,2,1,2,[a-z ]+,1"));
            evaluation.tables().writeConfusions(folder.resolve("confusions.csv"));
            assertThat(Files.readAllLines(folder.resolve("confusions.csv"))).hasSize(2);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        assertThatThrownBy(() -> ZeroShotEvaluation.requireNames("pets", List.of("a", "b", "c"), LABELS))
                .hasMessage("pets: has 3 classes, but there are 8 names of classes; --classes FILE gives one a line, in"
                        + " the order of the classes");
        ModelEncoder encoder =
                new ModelEncoder(nano, Preparation.SQUASH, 32, Set.of(FeatureKind.CLIP), false, new int[0]);
        try (ExtractedRows rows = extracted(pictures(List.of(0, 8)), encoder)) {
            assertThatThrownBy(() -> ZeroShotEvaluation.of("pets", rows, classifier))
                    .hasMessageContaining("is of class 8, but there are 8 names");
        }
    }

    @Test
    void aDataSetWithoutLabelsIsRefused() throws Exception {
        ModelEncoder encoder =
                new ModelEncoder(nano, Preparation.SQUASH, 32, Set.of(FeatureKind.CLIP), false, new int[0]);
        try (ExtractedRows rows = extracted(pictures(List.of(0, 0)), encoder)) {
            assertThatThrownBy(() -> ZeroShotEvaluation.of("pets", rows, classifier))
                    .hasMessageContaining("pets: all its pictures are of class 0");
        }
    }

    private Dataset pictures(List<Integer> targets) throws IOException {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < targets.size(); i++) {
            String name = i < LABELS.size() ? LABELS.get(i).replace(' ', '-') : "landscape";
            list.append(TestFiles.picture(name).toAbsolutePath())
                    .append('\t')
                    .append(targets.get(i))
                    .append('\n');
        }
        return new ListFile(Files.writeString(folder.resolve("list.txt"), list));
    }

    private ExtractedRows extracted(Dataset pictures, ModelEncoder encoder) throws Exception {
        ExtractionPlan plan = new ExtractionPlan("nano", Map.of(), Dtype.F32, 4, 0, 1);
        Path out = folder.resolve("out");
        new Extraction(pictures, encoder, plan, out).run(new ExtractionListener() {});
        return ExtractedRows.open(out, encoder.tensors().get(0));
    }
}
