/** LightningDiT: a diffusion transformer that draws latents, and its samplers. */
module vtp.generation {
    requires org.snakeyaml.engine;
    requires transitive vtp.engine;
    requires transitive vtp.loader;
    requires vtp.kernels;
    requires static transitive org.jspecify;

    exports vtp.generation;
    exports vtp.generation.config;
}
