package vtp.generation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.engine.config.ModelException;

@Tag("any-width")
class GeneratorConfigTest {

    /** With the keys of VTP's own files. */
    private static final String YAML = """
            ckpt_path: # modify while inference
            data:
              data_path: generation/latent_stats/vtp_s
              image_size: 256
              latent_multiplier: 1.0
              latent_norm: true
              num_classes: 1000
            model:
              in_chans: 64
              model_type: LightningDiT-XL/1
              use_qknorm: false
              use_rmsnorm: true
              use_rope: true
              use_swiglu: true
              wo_shift: false
            sample:
              atol: 1.0e-06
              cfg_interval_start: 0.125
              cfg_scale: 1.0
              mode: ODE
              num_sampling_steps: 250
              reverse: false
              rtol: 0.001
              sampling_method: euler
              timestep_shift: 0.075
            train:
              ckpt: null
            transport:
              path_type: Linear
              prediction: velocity
            vae:
              downsample_ratio: 16
              normalize_type: imagenet
            """;

    private static GeneratorConfig parse(String yaml) throws IOException {
        return GeneratorConfig.trainer(yaml.getBytes(StandardCharsets.UTF_8), "t.yaml", 48);
    }

    @Test
    void allThatSamplingNeeds() throws IOException {
        GeneratorConfig config = parse(YAML);
        assertThat(config.network())
                .isEqualTo(new DitConfig(28, 1152, 16, 1, 16, 64, 1000, false, true, true, true, false, false));
        assertThat(config.sampling()).isEqualTo(new SamplingConfig(Solver.EULER, 250, 0.075, 1, 0.125, 3, 1e-6, 1e-3));
        assertThat(config.latentMultiplier()).isEqualTo(1);
        assertThat(config.network().summary())
                .isEqualTo("LightningDiT-XL/1: 28 blocks, width 1152, 16 heads, patch 1, latents (64, 16, 16), 1000"
                        + " classes, RMSNorm, SwiGLU, RoPE");
    }

    /** What the reference takes where a key is absent. */
    @Test
    void absentKeys() throws IOException {
        GeneratorConfig config = parse("""
                model: {model_type: LightningDiT-B/2}
                data: {image_size: 512, num_classes: 7}
                """);
        assertThat(config.network())
                .isEqualTo(new DitConfig(12, 768, 12, 2, 32, 48, 7, false, false, false, false, false, false));
        assertThat(config.sampling().shift()).isZero();
        assertThat(config.sampling().guidanceScale()).isEmpty();
        assertThat(config.latentMultiplier()).isEqualTo(0.18215);
    }

    @Test
    void fromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), YAML);
        assertThat(GeneratorConfig.trainer(file, 64)).isEqualTo(parse(YAML));
        assertThatThrownBy(() -> GeneratorConfig.trainer(folder.resolve("none.yaml"), 64))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none.yaml");
        Files.write(file, new byte[2 << 20]);
        assertThatThrownBy(() -> GeneratorConfig.trainer(file, 64))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("2097152 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LightningDiT-XL/1|LightningDiT-XXL/1|model.model_type is LightningDiT-XXL/1, which is none of Light",
                "LightningDiT-XL/1|LightningDiT-L/1|model.model_type is LightningDiT-L/1",
                "num_classes: 1000|num_classes: many|data.num_classes is \"many\", must be a whole number",
                "num_classes: 1000|num_class: 1000|data.num_classes is missing",
                "num_classes: 1000|num_classes: 0|number of classes is 0",
                "image_size: 256|image_size: 8|side of the latents is 0",
                "use_rope: true|use_rope: 1|model.use_rope is \"1\", must be true or false",
                "mode: ODE|mode: SDE|sample.mode is \"SDE\"; only ODE is supported",
                "reverse: false|reverse: true|sample.reverse is true",
                "sampling_method: euler|sampling_method: rk4|sample.sampling_method is rk4",
                "num_sampling_steps: 250|num_sampling_steps: 1|sample: number of points is 1, must be from 2",
                "timestep_shift: 0.075|timestep_shift: -1|sample: timestep shift is -1.0, must be 0 or more",
                "timestep_shift: 0.075|timestep_shift: .nan|timestep shift is NaN",
                "timestep_shift: 0.075|timestep_shift: soon|sample.timestep_shift is \"soon\", must be a number",
                "path_type: Linear|path_type: GVP|transport.path_type is \"GVP\"; only Linear is supported",
                "prediction: velocity|prediction: noise|transport.prediction is \"noise\"",
                "normalize_type: imagenet|normalize_type: half|vae.normalize_type is \"half\"; only imagenet",
                "data:|data: 3|is not YAML",
                "model:|models:|model.model_type is missing",
            })
    void whatIsRefusedIsNamed(String text, String instead, String message) {
        assertThatThrownBy(() -> parse(YAML.replaceFirst(text, instead)))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("t.yaml: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aGeneratorsOwnFile() throws IOException {
        String json = """
                {"input_size": 16, "patch_size": 2, "in_chans": 64, "hidden_size": 288, "depth": 3, "num_heads": 6,
                 "num_classes": 48, "use_rmsnorm": true, "use_swiglu": true, "use_rope": true,
                 "latent_multiplier": 0.5,
                 "sample": {"num_sampling_steps": 50, "cfg_scale": 4.0, "cfg_channels": "all"}}
                """;
        GeneratorConfig config = GeneratorConfig.json(json.getBytes(StandardCharsets.UTF_8), "config.json");
        assertThat(config.network())
                .isEqualTo(new DitConfig(3, 288, 6, 2, 16, 64, 48, false, true, true, true, false, false));
        assertThat(config.sampling())
                .isEqualTo(new SamplingConfig(Solver.EULER, 50, 0, 4, 0, SamplingConfig.ALL_CHANNELS, 1e-6, 1e-3));
        assertThat(config.latentMultiplier()).isEqualTo(0.5);
        String without = json.replace("\"depth\": 3,", "");
        assertThatThrownBy(() -> GeneratorConfig.json(without.getBytes(StandardCharsets.UTF_8), "config.json"))
                .isInstanceOf(ModelException.class)
                .hasMessage("config.json: depth is missing");
    }

    @Test
    void whatIsNoList() {
        for (String yaml : new String[] {"", "3", "- a\n- b"}) {
            assertThatThrownBy(() -> parse(yaml))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("is no file of LightningDiT's trainer");
        }
        assertThatThrownBy(() -> parse("model: 3"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model has no keys of its own");
    }
}
