package vtp.engine.config;

/**
 * The CLIP text tower.
 *
 * @param contextLength positions of a prompt, L
 * @param vocabSize number of tokens, V; an id from there on is an error
 * @param width of a token and of the CLIP features, of pictures too, E; divisible by heads
 * @param depth number of blocks
 * @param heads of attention
 * @param mlpRatio hidden width of the feed-forward network over E
 * @param layerScale whether what a block adds is first multiplied by a learned γ
 * @param causal whether a position sees only itself and those before it
 * @param pool which position becomes the feature
 * @param projection what follows the final norm
 * @param quickGelu x · sigmoid(1.702 x) in place of the exact GELU
 * @since 0.1.0
 */
public record TextConfig(
        int contextLength,
        int vocabSize,
        int width,
        int depth,
        int heads,
        double mlpRatio,
        boolean layerScale,
        boolean causal,
        TextPool pool,
        TextProjection projection,
        boolean quickGelu) {
    /** Eps of all the LayerNorms of a text tower. */
    public static final float EPS = 1e-5f;

    /** Width of one head. */
    public int headWidth() {
        return width / heads;
    }

    /** Hidden width of the feed-forward network, F: ⌊E · ratio⌋. */
    public int ffnHidden() {
        return (int) (width * mlpRatio);
    }

    /**
     * Number of positions that a prompt's feature depends on: behind a causal mask those up to the pooled one, else
     * all.
     *
     * @param ids of the prompt, without padding or with it
     */
    public int positions(int[] ids) {
        return causal ? pooledPosition(ids) + 1 : contextLength;
    }

    /** The position from 0 that becomes the feature of a prompt. */
    public int pooledPosition(int[] ids) {
        return switch (pool) {
            case FIRST -> 0;
            case LAST -> contextLength - 1;
            case ARGMAX -> {
                int best = 0;
                for (int i = 1; i < ids.length; i++) {
                    if (ids[i] > ids[best]) {
                        best = i;
                    }
                }
                yield best;
            }
        };
    }
}
