package vtp.cli.file;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Judges names of results, steps joined by "/". They come from names of inputs and out of files, and must not be paths
 * to elsewhere.
 */
final class ResultName {
    private static final int MOST = 255;
    private static final boolean ON_WINDOWS = File.separatorChar == '\\';
    private static final Pattern NOT_ON_WINDOWS = Pattern.compile("[\\x00-\\x1f<>:\"|?*\\\\]|[. ]$");
    private static final Pattern DEVICE =
            Pattern.compile("(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9¹²³]) *(\\..*)?");

    private ResultName() {}

    /** What is wrong with a name on this system; null if nothing is. */
    static @Nullable String problem(String name) {
        return problem(name, ON_WINDOWS);
    }

    static @Nullable String problem(String name, boolean onWindows) {
        for (String step : name.split("/", -1)) {
            if (step.isEmpty() || step.equals(".") || step.equals("..") || step.indexOf('\0') >= 0) {
                return "its result cannot be named \"" + name + "\"";
            }
            if (onWindows && (NOT_ON_WINDOWS.matcher(step).find() || isDevice(step))) {
                return "its result cannot be named \"" + name + "\" on Windows";
            }
            int length = onWindows ? step.length() : step.getBytes(StandardCharsets.UTF_8).length;
            if (length > MOST) {
                return "the name of its result would have " + length + (onWindows ? " characters" : " bytes") + ", but "
                        + MOST + " are the most that file systems take; give the input a shorter name";
            }
        }
        return null;
    }

    private static boolean isDevice(String step) {
        return DEVICE.matcher(step.toUpperCase(Locale.ROOT)).matches();
    }
}
