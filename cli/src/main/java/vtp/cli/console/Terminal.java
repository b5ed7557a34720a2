package vtp.cli.console;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What the program is connected to.
 *
 * @param in standard input
 * @param out standard output: results and nothing else
 * @param err standard error, in UTF-8: everything else
 * @param outIsScreen whether results go to a screen, where a person reads them
 * @param errIsScreen whether messages do, so that a line may be drawn over
 * @param environment the environment variables
 */
public record Terminal(
        InputStream in,
        StandardOutput out,
        PrintStream err,
        boolean outIsScreen,
        boolean errIsScreen,
        Map<String, String> environment) {

    /** That of this process. */
    public static Terminal ofProcess() {
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                new StandardOutput(new FileOutputStream(FileDescriptor.out)),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                isScreen(1),
                isScreen(2),
                System.getenv());
    }

    /** Java can tell whether input and output are both screens; Linux tells it of each. */
    @SuppressWarnings("SystemConsoleNull") // it does return null, depending on which provider the JDK takes
    private static boolean isScreen(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            Console console = System.console();
            return console != null && console.isTerminal();
        }
    }

    /** Whether a line that is on the screen can be drawn anew; a dumb terminal can only add lines. */
    public boolean redraws() {
        return errIsScreen && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** Whether more than ASCII can be shown, by the locale's variables. */
    public boolean showsUnicode() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                String locale = value.toLowerCase(Locale.ROOT);
                return locale.contains("utf-8") || locale.contains("utf8");
            }
        }
        return false;
    }
}
