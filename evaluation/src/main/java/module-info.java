/** What a checkpoint is worth: the networks that measure, and the protocols of the published numbers. */
module vtp.evaluation {
    requires ejml.core;
    requires ejml.ddense;
    requires transitive com.fasterxml.jackson.core;
    requires transitive vtp.datasets;
    requires transitive vtp.engine;
    requires vtp.kernels;
    requires transitive vtp.loader;
    requires static transitive org.jspecify;
    requires xchart;

    exports vtp.evaluation;
    exports vtp.evaluation.frechet;
    exports vtp.evaluation.network;
    exports vtp.evaluation.probe;
    exports vtp.evaluation.reconstruction;
    exports vtp.evaluation.report;
    exports vtp.evaluation.zeroshot;
}
