package vtp.cli.console;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How many columns the screen has, which may change while the program runs: by COLUMNS, else as the program stty says.
 */
final class ScreenWidth {
    private static final int USUAL = 80;
    private static final long ASKED_EVERY_NANOS = 2_000_000_000L;

    private final String told;
    private int columns;
    private long askedAt;

    ScreenWidth(Terminal terminal) {
        told = terminal.environment().getOrDefault("COLUMNS", "");
    }

    /** The columns now, or two seconds ago; 80 where nobody knows. */
    synchronized int columns() {
        if (columns == 0 || System.nanoTime() - askedAt > ASKED_EVERY_NANOS) {
            columns = told.isEmpty() ? ofScreen() : parsed(told);
            askedAt = System.nanoTime();
        }
        return columns;
    }

    private static int ofScreen() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader answer = stty.inputReader(StandardCharsets.US_ASCII)) {
                String size = answer.readLine(); // rows and columns
                return size == null ? USUAL : parsed(size.substring(size.indexOf(' ') + 1));
            }
        } catch (IOException e) {
            return USUAL; // no such program, or no screen
        }
    }

    private static int parsed(String number) {
        try {
            int columns = Integer.parseInt(number.strip());
            return columns > 0 ? columns : USUAL;
        } catch (NumberFormatException e) {
            return USUAL;
        }
    }
}
