/** The command line. */
module vtp.cli {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires java.logging;
    requires me.tongfei.progressbar;
    requires vtp.datasets;
    requires vtp.engine;
    requires vtp.evaluation;
    requires vtp.generation;
    requires vtp.loader;
    requires vtp.search;
    requires vtp.server;
    requires static org.jspecify;

    opens vtp.cli to
            info.picocli;
    opens vtp.cli.command to
            info.picocli;
    opens vtp.cli.option to
            info.picocli;
}
