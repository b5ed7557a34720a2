/** JMH benchmarks. */
module vtp.bench {
    requires java.management;
    requires jdk.management;
    requires jmh.core;
    requires vtp.datasets;
    requires vtp.engine;
    requires vtp.evaluation;
    requires vtp.generation;
    requires vtp.kernels;
    requires vtp.loader;
    requires vtp.search;
    requires static org.jspecify;
}
