package vtp.engine.network;

import java.util.ArrayList;
import java.util.List;
import vtp.engine.config.TextConfig;

/**
 * Prompts of unequal lengths as the rows of one matrix, one after the other.
 *
 * @param ids the token of each row
 * @param positions of each row within its prompt
 * @param starts first row of each prompt, and the end: P + 1
 * @param pooled the row of each prompt that becomes its feature
 */
@SuppressWarnings("ArrayRecordComponent") // read by the text tower, never compared
record PromptBatch(int[] ids, int[] positions, int[] starts, int[] pooled) {

    /** Number of prompts, P. */
    int prompts() {
        return pooled.length;
    }

    /** Number of rows, M. */
    int rows() {
        return ids.length;
    }

    /**
     * Of each prompt the positions that its feature depends on: behind a causal mask those up to the pooled one, which
     * is then the last row of its prompt; otherwise the whole context.
     */
    static PromptBatch needed(List<int[]> prompts, TextConfig config) {
        return of(prompts, config, false);
    }

    /** All positions of the context of each prompt. */
    static PromptBatch whole(List<int[]> prompts, TextConfig config) {
        return of(prompts, config, true);
    }

    private static PromptBatch of(List<int[]> prompts, TextConfig config, boolean whole) {
        int[] starts = new int[prompts.size() + 1];
        int[] pooled = new int[prompts.size()];
        for (int p = 0; p < pooled.length; p++) {
            int length = whole ? config.contextLength() : config.positions(prompts.get(p));
            starts[p + 1] = starts[p] + length;
            pooled[p] = starts[p] + config.pooledPosition(prompts.get(p));
        }
        int[] ids = new int[starts[pooled.length]];
        int[] positions = new int[ids.length];
        for (int p = 0; p < pooled.length; p++) {
            int[] prompt = prompts.get(p);
            for (int row = starts[p]; row < starts[p + 1]; row++) {
                positions[row] = row - starts[p];
                ids[row] = positions[row] < prompt.length ? prompt[positions[row]] : 0;
            }
        }
        return new PromptBatch(ids, positions, starts, pooled);
    }

    /** Consecutive prompts in batches of at most {@code maxRows} rows, but at least one prompt. */
    static List<List<int[]>> batches(List<int[]> prompts, TextConfig config, int maxRows) {
        List<List<int[]>> batches = new ArrayList<>();
        int from = 0;
        int rows = 0;
        for (int p = 0; p < prompts.size(); p++) {
            int length = config.positions(prompts.get(p));
            if (p > from && rows + length > maxRows) {
                batches.add(prompts.subList(from, p));
                from = p;
                rows = 0;
            }
            rows += length;
        }
        if (from < prompts.size()) {
            batches.add(prompts.subList(from, prompts.size()));
        }
        return batches;
    }
}
