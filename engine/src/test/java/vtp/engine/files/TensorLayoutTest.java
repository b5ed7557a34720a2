package vtp.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.engine.SyntheticGoldens;
import vtp.engine.config.ParameterSpec;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

@Tag("any-width")
class TensorLayoutTest {
    static List<SyntheticGoldens> goldens() throws IOException {
        return SyntheticGoldens.rows();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void namesAndShapesAreTheReferences(SyntheticGoldens golden) throws IOException {
        TensorLayout layout = TensorLayout.of(golden.config());
        assertThat(layout.tensors()).hasSize(golden.tensors());
        assertThat(layout.parameters(Part.TRUNK)).isEqualTo(golden.trunk());
        assertThat(layout.parameters(Part.DECODER)).isEqualTo(golden.decoder());
        assertThat(layout.parameters()).isEqualTo(golden.all());
        assertThat(SyntheticGoldens.shapesSha256(layout)).isEqualTo(golden.shapesSha256());
    }

    @ParameterizedTest
    @CsvSource({
        "SMALL, 21_611_520, 21_621_120, 167_177_857",
        "BASE, 85_690_368, 85_708_800, 295_639_297",
        "LARGE, 303_542_528, 303_591_424, 731_570_689"
    })
    void parametersOfTheReleasedModels(Released size, String trunk, String decoder, String all) {
        TensorLayout layout = TensorLayout.of(size.config());
        assertThat(layout.parameters(Part.TRUNK)).isEqualTo(number(trunk));
        assertThat(layout.parameters(Part.DECODER)).isEqualTo(number(decoder));
        assertThat(layout.parameters()).isEqualTo(number(all));
    }

    private static long number(String digits) {
        return Long.parseLong(digits.replace("_", ""));
    }

    @Test
    void tensorsOfTheReleasedLarge() {
        TensorLayout layout = TensorLayout.of(Released.LARGE.config());
        assertThat(layout.tensors()).hasSize(789);
        assertThat(layout.tensors(Part.TRUNK)).hasSize(295);
        assertThat(layout.tensors(Part.DECODER)).hasSize(343);
        assertThat(layout.tensors(Part.TEXT)).hasSize(149);
        assertThat(layout.tensors(Part.CLIP_HEAD))
                .extracting(ParameterSpec::name)
                .containsExactly("visual_proj.weight", "logit_scale");
        assertThat(layout.tensor("trunk.blocks.23.attn.qkv.weight")
                        .orElseThrow()
                        .shape())
                .containsExactly(3072L, 1024L);
        assertThat(layout.tensor("trunk.blocks.24.attn.qkv.weight")).isEmpty();
    }

    /** A configuration may ask for any of these sizes, whatever the weights beside it have. */
    @Test
    void aLayoutCostsTheMemoryOfItsNamesAlone() throws IOException {
        String json = Stream.of("vision", "decoder", "text")
                .map(tower -> String.format(
                        Locale.ROOT, "\"%1$s_embed_dim\": 65536, \"%1$s_depth\": 1024, \"%1$s_num_heads\": 16", tower))
                .collect(Collectors.joining(", ", "{\"text_context_length\": 65536, ", "}"));
        VtpConfig config = VtpConfig.parse(json.getBytes(StandardCharsets.UTF_8), "widest");
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        TensorLayout layout = TensorLayout.of(config);
        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(100 << 20);
        assertThat(layout.tensors()).hasSizeGreaterThan(3 * 1024 * 12);
        assertThat(layout.parameters()).isGreaterThan(40_000_000_000_000L);
    }

    @Test
    void theBuiltInModelIsLaidOutSo() throws IOException {
        Path nano = Path.of("..", "testdata", "nano");
        try (Checkpoint checkpoint = Checkpoint.open(nano)) {
            TensorLayout layout = ModelSource.folder(nano).layout();
            layout.validate(checkpoint);
            assertThat(layout.tensors().stream().collect(Collectors.toMap(ParameterSpec::name, ParameterSpec::shape)))
                    .isEqualTo(checkpoint.tensors().values().stream()
                            .collect(Collectors.toMap(TensorInfo::name, TensorInfo::shape)));
        }
    }
}
