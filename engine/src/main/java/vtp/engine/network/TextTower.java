package vtp.engine.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.TextConfig;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.FiniteCheck;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/**
 * The text tower of CLIP: token ids of P prompts → rows (M, E) → features (P, E).
 *
 * @since 0.1.0
 */
public final class TextTower {
    private static final int ROWS_AT_ONCE = 2048;

    private final Kernels kernels;
    private final ScratchPool pool;
    private final TextConfig config;
    private final TokenTable tokenEmbedding;
    private final TokenTable positionalEmbedding;
    private final List<TextBlock> blocks = new ArrayList<>();
    private final Norm lnFinal;
    private final @Nullable PackedLinear projection;

    TextTower(Parameters p, TextConfig config, ScratchPool pool, Kernels kernels) throws IOException {
        this.kernels = kernels;
        this.pool = pool;
        this.config = config;
        int width = config.width();
        tokenEmbedding = p.at("token_embedding.weight").table(config.vocabSize(), width);
        positionalEmbedding = p.at("positional_embedding").table(config.contextLength(), width);
        for (int i = 0; i < config.depth(); i++) {
            boolean last = i == config.depth() - 1;
            blocks.add(new TextBlock(p.at("text_transformer.resblocks." + i), config, last, kernels));
        }
        lnFinal = Norm.ofText(p.at("ln_final"), width, kernels);
        projection = switch (config.projection()) {
            case LINEAR -> p.at("text_projection").transposed(width, width);
            case LINEAR_BIAS -> p.at("text_projection").linear(width, width);
            case NONE -> null;
        };
    }

    /** Features (P, E) of prompts, some at a time, so that memory stays bounded. */
    public Embeddings features(List<int[]> prompts, boolean normalize) {
        prompts.forEach(this::check);
        float[] features = new float[Math.multiplyExact(prompts.size(), config.width())];
        int done = 0;
        for (List<int[]> batch : PromptBatch.batches(prompts, config, ROWS_AT_ONCE)) {
            PromptBatch rows = PromptBatch.needed(batch, config);
            try (Scratch s = scratch(rows)) {
                Mat y = forward(rows, s);
                if (normalize) {
                    kernels.l2Normalize(y, y);
                }
                for (int p = 0; p < batch.size(); p++) {
                    y.copyRowTo(p, features, done++ * config.width());
                }
            }
        }
        FiniteCheck.requireResult("text features", features, prompts.size(), config.width());
        return new Embeddings(features, prompts.size(), config.width());
    }

    private void check(int[] ids) {
        if (ids.length < 1 || ids.length > config.contextLength()) {
            throw new IllegalArgumentException(
                    "a prompt has " + ids.length + " token ids; 1 to " + config.contextLength() + " are possible");
        }
        for (int id : ids) {
            if (id < 0 || id >= config.vocabSize()) {
                throw new IllegalArgumentException(
                        "token id " + id + " is not in the vocabulary: ids go from 0 to " + (config.vocabSize() - 1));
            }
        }
    }

    /** Features (P, E) of whole prompts, all positions of every block computed and shown. */
    float[] trace(List<int[]> prompts, BlockListener listener) {
        prompts.forEach(this::check);
        PromptBatch rows = PromptBatch.whole(prompts, config);
        try (Scratch s = scratch(rows)) {
            embed(rows, s);
            for (int i = 0; i < blocks.size(); i++) {
                blocks.get(i).forward(s, rows);
                listener.after(i, s.tokens());
            }
            return project(TextBlock.gather(s.tokens(), rows.pooled()), s).toArray();
        }
    }

    private Scratch scratch(PromptBatch prompts) {
        return new Scratch(pool, prompts.rows(), config.width(), config.width());
    }

    /** Features (P, E), not normalised, of {@link PromptBatch#needed} prompts. */
    private Mat forward(PromptBatch prompts, Scratch s) {
        embed(prompts, s); //                                                                  1. (M, E)
        for (TextBlock block : blocks.subList(0, blocks.size() - 1)) { //                      2. (M, E)
            block.forward(s, prompts);
        }
        return project(blocks.getLast().forwardPooled(s, prompts), s); //                      3. (P, E)
    }

    private void embed(PromptBatch prompts, Scratch s) {
        int width = config.width();
        float[] row = new float[width];
        float[] position = new float[width];
        for (int r = 0; r < prompts.rows(); r++) {
            tokenEmbedding.read(prompts.ids()[r], row);
            positionalEmbedding.read(prompts.positions()[r], position);
            for (int c = 0; c < width; c++) {
                row[c] += position[c];
            }
            s.tokens().copyRowFrom(r, row, 0);
        }
    }

    private Mat project(Mat pooled, Scratch s) {
        Mat normed = lnFinal.apply(pooled, s.normed().rows(0, pooled.rows())); //              4. (P, E)
        if (projection == null) {
            return normed;
        }
        Mat features = s.wide(config.width()).rows(0, pooled.rows());
        kernels.linear(normed, projection, features); //                                       5. (P, E)
        return features;
    }
}
