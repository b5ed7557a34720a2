package vtp.cli.console;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps off standard error what a library logs for whoever runs a server, but for what is severe. */
public final class LibraryLog {
    /** Held, since the JVM may forget the level of a logger that nobody holds. */
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private LibraryLog() {}

    /** Silences Lucene, before its first class is loaded. */
    public static void silenceLucene() {
        LUCENE.setLevel(Level.SEVERE);
    }

    /** Has Jetty say what goes wrong, and nothing else. */
    public static void quietenJetty() {
        JETTY.setLevel(Level.WARNING);
    }
}
