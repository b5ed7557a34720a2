package vtp.cli.console;

import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Logs until the program says that it has ended. Otherwise java.util.logging closes its handlers as soon as the JVM
 * begins to end, and what a server still answers then is written nowhere.
 */
public final class LastingLog {
    private static final String MANAGER = "java.util.logging.manager";

    private LastingLog() {}

    /** Has its manager take the place of the usual one, if the user named no other: before the first logger is made. */
    public static void begin() {
        if (System.getProperty(MANAGER) == null) {
            System.setProperty(MANAGER, Manager.class.getName());
        }
        Logger.getLogger("").getHandlers(); // makes them, which is not done any more once the JVM ends
    }

    /** Closes the handlers. */
    public static void end() {
        if (LogManager.getLogManager() instanceof Manager manager) {
            manager.close();
        }
    }

    /** What java.util.logging makes, by its name. */
    public static final class Manager extends LogManager {
        private void close() {
            super.reset();
        }

        /** Does nothing: the JVM's hook calls it, while others still log. */
        @Override
        public void reset() {}
    }
}
