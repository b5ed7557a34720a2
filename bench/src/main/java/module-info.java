/** JMH benchmarks. */
module vtp.bench {
    requires java.logging;
    requires java.management;
    requires java.net.http;
    requires jdk.management;
    requires jmh.core;
    requires vtp.datasets;
    requires vtp.engine;
    requires vtp.evaluation;
    requires vtp.generation;
    requires vtp.kernels;
    requires vtp.loader;
    requires vtp.search;
    requires vtp.server;
    requires static org.jspecify;
}
