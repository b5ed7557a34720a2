package vtp.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.image.Rgb;
import vtp.evaluation.ConfusionMatrix.Confusion;

/** What the protocols share: intervals, counts, and the files of results. */
@Tag("any-width")
class EvaluationTest {
    @TempDir
    private Path folder;

    @Test
    void intervalsAreWilsonsAndTheNormalDistributions() {
        Measure share = Measure.share(8, 10); // statsmodels: proportion_confint(8, 10, method="wilson")
        assertThat(share.value()).isEqualTo(80);
        assertThat(share.low()).isCloseTo(49.016, within(1e-3));
        assertThat(share.high()).isCloseTo(94.332, within(1e-3));
        assertThat(Measure.share(0, 5).low()).isCloseTo(0, within(1e-12));
        Measure mean = Measure.mean(20, 5, 100);
        assertThat(mean.low()).isCloseTo(19.02, within(1e-3));
        assertThat(Measure.mean(20, Double.NaN, 1).hasBounds()).isFalse();
    }

    @Test
    void ofEqualScoresTheLowerIndexIsTaken() {
        ConfusionMatrix matrix = new ConfusionMatrix(7);
        float[] equal = {1, 1, 1, 1, 1, 1, 1};
        assertThat(matrix.add(1, equal)).isZero();
        assertThat(matrix.add(0, equal)).isZero();
        matrix.add(4, equal);
        matrix.add(5, equal); // is the sixth
        assertThat(matrix.add(6, new float[] {0, 0, 0, 0, 0, 0, 1})).isEqualTo(6);
        assertThat(matrix.topOne().value()).isEqualTo(40);
        assertThat(matrix.topFive().value()).isEqualTo(80);
        assertThat(matrix.confusions())
                .containsExactly(new Confusion(1, 0, 1), new Confusion(4, 0, 1), new Confusion(5, 0, 1));
        assertThat(matrix.empty()).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> matrix.add(7, equal));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfusionMatrix(1).add(0, new float[] {Float.NaN}))
                .withMessageContaining("not a number");
    }

    @Test
    void aResultIsReadBackAsItWas() throws IOException {
        EvaluationResult result = new EvaluationResult(
                "zero-shot",
                "nano",
                "12ab",
                "pictures \"x\"",
                90,
                10,
                Map.of("weights", "f32"),
                Map.of("top1", Measure.share(45, 90)),
                List.of("It is another data set."));
        Path file = folder.resolve("zero-shot.json");
        result.write(file);
        assertThat(EvaluationResult.read(file)).isEqualTo(result);
        Files.writeString(file, Files.readString(file).replace("vtp-evaluation-1", "something"));
        assertThatThrownBy(() -> EvaluationResult.read(file))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("zero-shot.json: is no result");
    }

    @Test
    void aGalleryIsReplacedAsAWhole() throws IOException {
        Rgb dot = new Rgb(1, 1, new byte[3]);
        Gallery.Draft three = new Gallery.Draft(
                "three",
                List.of(new Gallery.Sketch(dot, "a"), new Gallery.Sketch(dot, "b"), new Gallery.Sketch(dot, "c")));
        Gallery.write(folder, List.of(three, new Gallery.Draft("none", List.of())));
        assertThat(Gallery.read(folder).groups()).hasSize(2);
        Gallery.write(folder, List.of(new Gallery.Draft("one", List.of(new Gallery.Sketch(dot, "d")))));
        Gallery gallery = Gallery.read(folder);
        assertThat(gallery.groups()).singleElement().satisfies(group -> {
            assertThat(group.title()).isEqualTo("one");
            assertThat(group.pictures())
                    .singleElement()
                    .satisfies(shown -> assertThat(shown.file()).exists());
        });
        assertThat(folder.resolve("002.png")).doesNotExist();
        Files.writeString(folder.resolve("gallery.json"), """
                {"groups":[{"title":"x","pictures":[{"file":"../secret.png","caption":""}]}]}""");
        assertThatThrownBy(() -> Gallery.read(folder)).hasMessageContaining("damaged");
    }
}
