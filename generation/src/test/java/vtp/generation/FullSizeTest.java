package vtp.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.generation.Goldens.assertClose;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vtp.engine.tensor.Latents;
import vtp.generation.config.DitConfig;

/** The sizes that VTP trains. XL takes 2.7 GB of memory: {@code -DexcludedGroups=none} runs it too. */
@Tag("any-width")
class FullSizeTest {

    private static void compare(String size, int depth, int width, int heads) throws IOException {
        Goldens golden = new Goldens("ditfull");
        Map<String, Object> arguments = new HashMap<>(golden.json("config"));
        arguments.putAll(Map.of("depth", depth, "hidden_size", width, "num_heads", heads, "patch_size", 1));
        DitConfig config = Goldens.config(arguments);
        assertThat(GeneratorSource.layout(config).parameters() - rotations(config))
                .isEqualTo((long) golden.values(size + "/parameters")[0]);
        float[] x = SyntheticDit.noise(golden.text("x"), 64 * 16 * 16);
        try (Generator generator = SyntheticDit.generator(config, 2)) {
            Latents out = generator.velocity(
                    Generator.batch(generator.config(), x),
                    Float.parseFloat(golden.text("t")),
                    new int[] {Integer.parseInt(golden.text("y"))});
            assertClose(size, out.data(), golden.values(size + "/out"), 2e-6, 2e-5);
        }
    }

    /** Tables that a file holds, and that are no parameters. */
    private static long rotations(DitConfig config) {
        return 2L * config.tokens() * config.headWidth();
    }

    @Test
    void base() throws IOException {
        compare("b1", 12, 768, 12);
    }

    @Test
    @Tag("large")
    void extraLarge() throws IOException {
        compare("xl1", 28, 1152, 16);
    }
}
