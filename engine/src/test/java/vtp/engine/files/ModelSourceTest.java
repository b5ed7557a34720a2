package vtp.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.engine.SyntheticGoldens;
import vtp.engine.config.FlopCount;
import vtp.engine.config.ModelException;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.FileAccessException;
import vtp.loader.JsonException;

@Tag("any-width")
class ModelSourceTest {
    private static final Path NANO = Path.of("..", "testdata", "nano");

    @Test
    void aFolderOrItsFileOrMemoryAreTheSameModel() throws IOException {
        SyntheticGoldens golden = SyntheticGoldens.row("logit_bias");
        ModelSource memory =
                ModelSource.memory("tiny", golden.configJson(), SyntheticCheckpoint.bytes(golden.config()));
        assertThat(memory.name()).isEqualTo("tiny");
        try (Checkpoint checkpoint = memory.open()) {
            assertThat(checkpoint.tensors()).hasSize(golden.tensors());
        }
        ModelSource folder = ModelSource.folder(NANO);
        ModelSource file = ModelSource.folder(NANO.resolve("model.safetensors"));
        assertThat(folder.name()).isEqualTo("nano").isEqualTo(file.name());
        assertThat(folder.config()).isEqualTo(file.config());
        assertThat(ModelSource.folder("vtp-nano", NANO).name()).isEqualTo("vtp-nano");
        try (Checkpoint a = folder.open();
                Checkpoint b = file.open()) {
            assertThat(a.tensors()).isEqualTo(b.tensors());
        }
    }

    @Test
    void whatIsMissingIsNamed(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> ModelSource.folder(folder.resolve("nothing")))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("nothing") + ": no such folder or file");
        assertThatThrownBy(() -> ModelSource.folder(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": no config.json in it or beside it, which a model needs to be understood");
        Files.writeString(folder.resolve("config.json"), "{}");
        assertThatThrownBy(() -> ModelSource.folder(folder).open())
                .isInstanceOf(FileAccessException.class)
                .hasMessageContaining("model.safetensors");
    }

    @Test
    void aConfigurationIsReadWhenTheModelIsNamed(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("config.json");
        Files.writeString(json, "{\"vision_depth\": 0}");
        assertThatThrownBy(() -> ModelSource.folder(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(json + ": vision_depth is 0, must be an integer from 1 to 1024");
        Files.writeString(json, "hello");
        assertThatThrownBy(() -> ModelSource.folder(folder))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith(json + ": ");
    }

    @Test
    void aReportOfTheBuiltInModel() throws IOException {
        ModelReport report = ModelReport.of(ModelSource.folder(NANO));
        assertThat(report.allParameters()).isEqualTo(5_088_833);
        assertThat(report.parameters())
                .isEqualTo(Map.of(
                        Part.TRUNK, 903_872L,
                        Part.DECODER, 905_536L,
                        Part.TEXT, 3_271_232L,
                        Part.CLIP_HEAD, 8_193L));
        assertThat(report.dtypes()).isEqualTo(Map.of(Dtype.BF16, 5_088_865L));
        assertThat(report.allFileBytes()).isEqualTo(Files.size(NANO.resolve("model.safetensors")));
        assertThat(report.latentShape()).containsExactly(64, 16, 16);
        assertThat(report.tensors()).hasSize(149).first().extracting("name").isEqualTo("trunk.cls_token");
    }

    @Test
    void partsThatAreNotThereAreNotReported() throws IOException {
        SyntheticGoldens golden = SyntheticGoldens.row("trunk_only");
        ModelReport report = ModelReport.of(
                ModelSource.memory("tiny", golden.configJson(), SyntheticCheckpoint.bytes(golden.config())));
        assertThat(report.parameters()).containsOnlyKeys(Part.TRUNK);
        assertThat(report.decodeFlop()).isZero();
        assertThat(report.promptFlop()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"SMALL, 12.3, 12.2, 13.3", "BASE, 46.4, 46.2, 13.3", "LARGE, 162.4, 161.7, 13.3"})
    void gflopOfTheReleasedModels(Released size, double encode, double decode, double prompt) {
        VtpConfig config = size.config();
        assertThat(FlopCount.encode(config, 256, 256)).isBetween(gflop(encode - 0.05), gflop(encode + 0.05));
        assertThat(FlopCount.decode(config, 16, 16)).isBetween(gflop(decode - 0.05), gflop(decode + 0.05));
        assertThat(FlopCount.prompt(config)).isBetween(gflop(prompt - 0.05), gflop(prompt + 0.05));
    }

    private static long gflop(double gflop) {
        return Math.round(gflop * 1e9);
    }
}
