package vtp.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.engine.TestModels;
import vtp.engine.config.TextConfig;
import vtp.engine.files.ModelSource;
import vtp.engine.tensor.Embeddings;

/** What a prompt's feature does not depend on is not computed, and nobody can tell. */
class TextTowerTest {
    private static final int END = 49407;

    /** Prompts of many lengths, with the largest id twice, at the end of the context, first of all. */
    private static List<int[]> prompts() {
        List<int[]> prompts = new ArrayList<>();
        for (int length = 2; length <= 77; length += 3) {
            int[] ids = new int[length];
            for (int i = 0; i < length; i++) {
                ids[i] = 7 + (i * 1013 + length * 331) % 40000;
            }
            ids[0] = END - 1;
            ids[length - 1] = END;
            prompts.add(ids);
        }
        prompts.add(new int[] {END - 1, 17, END, 320, END, 5});
        prompts.add(new int[] {END, 4});
        prompts.add(new int[] {0, 0, 0});
        prompts.add(new int[] {3});
        return prompts;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"text_pool_type\": \"argmax\"",
                "\"text_pool_type\": \"first\"",
                "\"text_pool_type\": \"last\"",
                "\"text_no_causal_mask\": true",
                "\"text_no_causal_mask\": true, \"text_pool_type\": \"first\"",
                "\"text_depth\": 1",
                "\"text_proj_bias\": true, \"text_ls_init_value\": 0.1"
            })
    void aFeatureIsThatOfThePromptAloneWithEveryPositionComputed(String setting) throws IOException {
        ModelSource files = TestModels.tiny(setting);
        List<int[]> prompts = prompts();
        try (Network network = TestModels.network(files, 2)) {
            Embeddings together = network.text().features(prompts, false);
            for (int p = 0; p < prompts.size(); p++) {
                List<int[]> alone = prompts.subList(p, p + 1);
                assertThat(together.row(p))
                        .isEqualTo(network.text().features(alone, false).data());
                assertThat(together.row(p)).isEqualTo(network.text().trace(alone, BlockListener.NONE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 2048})
    void batchesHoldEveryPromptOnce(int maxRows) throws IOException {
        TextConfig config = TestModels.tiny().config().clip().orElseThrow().text();
        List<int[]> prompts = prompts();
        List<List<int[]>> batches = PromptBatch.batches(prompts, config, maxRows);
        assertThat(batches.stream().flatMap(List::stream).toList()).isEqualTo(prompts);
        for (List<int[]> batch : batches) {
            int rows = PromptBatch.needed(batch, config).rows();
            assertThat(batch.size() == 1 || rows <= maxRows).isTrue();
        }
        assertThat(PromptBatch.batches(List.of(), config, maxRows)).isEmpty();
    }
}
