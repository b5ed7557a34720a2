package vtp.engine.config;

/** The parts of a model that are read, counted and used apart. */
public enum Part {
    /** Pictures to tokens and latents: {@code trunk.…}. */
    TRUNK,
    /** Latents to pictures: {@code pixel_decoder.…}. */
    DECODER,
    /** Prompts to CLIP features: embeddings, text transformer, final norm, projection. */
    TEXT,
    /** The little that CLIP adds to trunk and text: {@code visual_proj}, {@code logit_scale}, {@code logit_bias}. */
    CLIP_HEAD
}
