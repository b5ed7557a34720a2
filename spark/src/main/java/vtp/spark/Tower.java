package vtp.spark;

import vtp.engine.config.Part;

/** What is loaded by itself, so that an executor holds nothing that its functions do not use, and nothing twice. */
enum Tower {
    /** Pictures to latents and features. */
    VISION,
    /** Latents to pictures. */
    DECODER,
    /** Texts to features. */
    TEXT;

    /** The parts of the model; the first is what it cannot do without. */
    Part[] parts() {
        return switch (this) {
            case VISION -> new Part[] {Part.TRUNK, Part.CLIP_HEAD};
            case DECODER -> new Part[] {Part.DECODER};
            case TEXT -> new Part[] {Part.TEXT, Part.CLIP_HEAD};
        };
    }
}
