package vtp.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.util.EnumSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vtp.engine.TestModels;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ModelException;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.engine.config.WeightType;
import vtp.engine.files.ModelReport;
import vtp.engine.files.ModelSource;
import vtp.engine.files.TensorLayout;

/** What weights take, and what happens where there is less. */
@Tag("any-width")
class MemoryLimitTest {
    private static final LoadOptions ALL = LoadOptions.defaults();

    @Test
    void weightsThatDoNotFitAreRefusedInOneLine() {
        assertThatThrownBy(() -> MemoryLimit.check("base", 1_182_000_000L, 1L << 30))
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "base: its weights take 1.18 GB, and this machine or container has 1.07 GB of memory: give it"
                                + " more, load fewer parts, or keep weights as bfloat16");
        assertThatThrownBy(() -> MemoryLimit.check("huge", Long.MAX_VALUE)).isInstanceOf(ModelException.class);
    }

    @Test
    void weightsThatFitPass() {
        assertThatCode(() -> MemoryLimit.check("base", 1L << 30, 1L << 30)).doesNotThrowAnyException();
        assertThatCode(() -> MemoryLimit.check("nano", 1)).doesNotThrowAnyException();
    }

    @Test
    void aWeightTakesFourBytesOrTwo() throws IOException {
        VtpConfig config = config();
        long parameters = TensorLayout.of(config).parameters();
        long floats = TensorLayout.of(config).weightBytes(ALL);
        assertThat(floats).isCloseTo(4 * parameters, withinPercentage(1));
        long table = 4L
                * config.clip().orElseThrow().text().vocabSize()
                * config.clip().orElseThrow().text().width();
        assertThat(TensorLayout.of(config).weightBytes(ALL.withWeights(WeightType.BF16)) - table)
                .isBetween((floats - table) / 2, (floats - table) * 55 / 100);
    }

    @Test
    void partsAddUp() throws IOException {
        VtpConfig config = config();
        long sum = EnumSet.allOf(Part.class).stream()
                .mapToLong(part -> TensorLayout.of(config).weightBytes(ALL.withParts(part)))
                .sum();
        assertThat(sum).isEqualTo(TensorLayout.of(config).weightBytes(ALL));
    }

    @Test
    void theReportAddsBuffersAndTheJvm() throws IOException {
        ModelReport report = ModelReport.of(ModelSource.folder(TestModels.NANO));
        long weights = TensorLayout.of(report.config()).weightBytes(ALL);
        assertThat(report.memoryBytes(ALL) - weights).isBetween(192_000_000L, 200_000_000L);
        assertThat(report.memoryBytes(ALL.withParts(Part.TRUNK))).isLessThan(report.memoryBytes(ALL));
    }

    private static VtpConfig config() throws IOException {
        return ModelSource.folder(TestModels.NANO).config();
    }
}
