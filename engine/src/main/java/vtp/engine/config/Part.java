package vtp.engine.config;

/**
 * The parts of a model that are read, counted and used apart.
 *
 * @since 0.1.0
 */
public enum Part {
    /** Pictures to tokens and latents: {@code trunk.…}. */
    TRUNK("trunk"),
    /** Latents to pictures: {@code pixel_decoder.…}. */
    DECODER("pixel decoder"),
    /** Prompts to CLIP features: embeddings, text transformer, final norm, projection. */
    TEXT("text tower"),
    /** The little that CLIP adds to trunk and text: {@code visual_proj}, {@code logit_scale}, {@code logit_bias}. */
    CLIP_HEAD("CLIP part");

    private final String words;

    Part(String words) {
        this.words = words;
    }

    /** What it is called in messages. */
    public String words() {
        return words;
    }
}
