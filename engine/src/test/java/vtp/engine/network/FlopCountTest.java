package vtp.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vtp.engine.config.FlopCount;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.Released;

/** What is counted of the work that a result needs; the counts of the whole towers are tested with the models' descriptions. */
@Tag("any-width")
class FlopCountTest {
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
