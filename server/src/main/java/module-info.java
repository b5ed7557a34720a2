/** An HTTP server for latents, features and embeddings, and its page in a browser. */
module vtp.server {
    requires com.fasterxml.jackson.core;
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires transitive vtp.engine;
    requires transitive vtp.generation;
    requires transitive vtp.loader;
    requires transitive vtp.search;
    requires static transitive org.jspecify;

    exports vtp.server;
    exports vtp.server.config;
}
