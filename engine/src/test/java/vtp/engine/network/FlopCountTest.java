package vtp.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.engine.SyntheticGoldens;
import vtp.engine.config.FlopCount;
import vtp.engine.config.Part;
import vtp.engine.config.TextConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.Released;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.Latents;
import vtp.kernels.CountingKernels;

/**
 * The formulas of {@link FlopCount}, held to what the network asks of its kernels, in every variant of the
 * architecture.
 */
@Tag("any-width")
class FlopCountTest {
    private static final int HEIGHT = 96;
    private static final int WIDTH = 160;

    private static List<SyntheticGoldens> variants() throws IOException {
        return SyntheticGoldens.rows();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void theFormulasAreWhatTheNetworkAsksFor(SyntheticGoldens variant) throws IOException {
        VtpConfig config = variant.config();
        int patch = config.patchSize();
        Pixels pixels = Pixels.of(new float[3 * HEIGHT * WIDTH], 1, HEIGHT, WIDTH);
        CountingKernels kernels = new CountingKernels();
        try (ScratchPool pool = new ScratchPool()) {
            Towers towers = Towers.of(config, Set.of(Part.values()), new RecordedParameters(), pool, kernels);
            ImageEncoder encoder = Objects.requireNonNull(towers.encoder());

            Latents latents = encoder.latents(pixels);
            assertThat(FlopCount.encode(config, HEIGHT, WIDTH)).isEqualTo(kernels.products());

            kernels.reset();
            if (towers.decoder() != null) {
                towers.decoder().decode(latents);
            }
            assertThat(FlopCount.decode(config, HEIGHT / patch, WIDTH / patch)).isEqualTo(kernels.products());

            kernels.reset();
            if (config.clip().isPresent()) {
                encoder.clip(pixels, config.clip().get(), Objects.requireNonNull(towers.head()), true);
            }
            assertThat(FlopCount.imageFeature(config, HEIGHT, WIDTH)).isEqualTo(kernels.products());

            kernels.reset();
            if (towers.text() != null) {
                prompts(config.clip().orElseThrow().text(), towers.text(), kernels, config);
            }
        }
    }

    /** Behind a causal mask the i-th query sees i keys, of which the formula, as the reference, counts all. */
    private static void prompts(TextConfig text, TextTower tower, CountingKernels kernels, VtpConfig config) {
        List<int[]> prompts = List.of(new int[] {3, 1, 0, 9, 2}, new int[] {5, 6});
        tower.features(prompts, true);
        long unseen = 0;
        for (int[] prompt : prompts) {
            long positions = text.positions(prompt);
            unseen += text.causal() ? (text.depth() - 1L) * 2 * positions * (positions - 1) * text.width() : 0;
        }
        // Of the last block the pooled row alone asks.
        long asked = kernels.products() + unseen + lastBlock(text, prompts);
        assertThat(FlopCount.prompts(config, prompts)).isEqualTo(asked);
    }

    private static long lastBlock(TextConfig text, List<int[]> prompts) {
        long width = text.width();
        long rest = 0;
        for (int[] prompt : prompts) {
            long positions = text.positions(prompt);
            long perRow = 2 * 2 * width * width + 2 * 2 * positions * width + 2 * 2 * width * text.ffnHidden();
            rest += (positions - 1) * perRow;
        }
        return rest;
    }

    private static final VtpConfig SMALL = Released.SMALL.config();

    @Test
    void ofTheLastBlockAClassTokenNeedsOneRowAndAllKeysAndValues() {
        long tokens = 257;
        long width = 384;
        long hidden = SMALL.trunk().ffnHidden();
        long skippedRows = tokens - 1;
        long skipped = skippedRows * (2 * 2 * width * width + 2 * 2 * tokens * width + 3 * 2 * width * hidden);
        long bottleneck = 2 * (tokens - 1) * width * 64;
        long projection = 2 * width * 768;
        assertThat(FlopCount.imageFeature(SMALL, 256, 256))
                .isEqualTo(FlopCount.encode(SMALL, 256, 256) - bottleneck - skipped + projection);
    }

    @Test
    void promptsAreCountedUpToTheirEnd() {
        int[] longest = new int[77];
        longest[76] = 49_407;
        int[] shortest = {49_406, 49_407};
        assertThat(FlopCount.prompts(SMALL, List.of(longest))).isEqualTo(FlopCount.prompt(SMALL));
        assertThat(FlopCount.prompts(SMALL, List.of(shortest)))
                .isBetween(FlopCount.prompt(SMALL) * 2 / 77 * 9 / 10, FlopCount.prompt(SMALL) * 2 / 77);
        assertThat(FlopCount.prompts(SMALL, List.of(shortest, longest)))
                .isEqualTo(FlopCount.prompts(SMALL, List.of(shortest)) + FlopCount.prompt(SMALL));
    }
}
