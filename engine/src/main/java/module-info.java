/** The VTP visual tokenizer: pictures to latents and back, features, and CLIP text. */
@SuppressWarnings("module") // Two of the modules that it exports to are compiled after it.
module vtp.engine {
    requires com.twelvemonkeys.imageio.core;
    requires com.twelvemonkeys.imageio.metadata;
    requires com.twelvemonkeys.imageio.tiff;
    requires transitive java.desktop;
    requires java.management;
    requires jdk.management;
    requires vtp.kernels;
    requires transitive vtp.loader;
    requires static transitive org.jspecify;

    exports vtp.engine;
    exports vtp.engine.config;
    exports vtp.engine.files;
    exports vtp.engine.image;
    exports vtp.engine.network to
            vtp.evaluation,
            vtp.generation;
    exports vtp.engine.tensor;
    exports vtp.engine.text;
    exports vtp.engine.verify;
}
