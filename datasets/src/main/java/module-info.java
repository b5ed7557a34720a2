/** Where many pictures come from, and how they become shards of latents and features. */
module vtp.datasets {
    requires com.fasterxml.jackson.core;
    requires dev.hardwood.core;
    requires java.logging;
    // Hardwood uses it without requiring it.
    requires jdk.jfr;
    requires org.apache.commons.compress;
    requires transitive vtp.engine;
    requires transitive vtp.loader;
    requires static transitive org.jspecify;

    exports vtp.datasets;
}
