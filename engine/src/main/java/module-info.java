/** The VTP visual tokenizer: pictures to latents and back, features, and CLIP text. */
module vtp.engine {
    requires com.drew.metadata;
    requires com.fasterxml.jackson.core;
    requires transitive java.desktop;
    requires vtp.kernels;
    requires transitive vtp.loader;
    requires static transitive org.jspecify;

    exports vtp.engine;
    exports vtp.engine.image;
    exports vtp.engine.text;
}
