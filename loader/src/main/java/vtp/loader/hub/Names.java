package vtp.loader.hub;

import java.util.regex.Pattern;

/** Names that a server or an index gives and that become the names of files here. */
final class Names {

    /** With what is appended to it, for a lock or a partial file, it must stay under 255 characters. */
    private static final Pattern TOKEN = Pattern.compile("\\w[\\w.-]{0,199}");

    private static final Pattern APPENDED = Pattern.compile(".*\\.(?:incomplete|lock)");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private Names() {}

    /**
     * A commit hash or an etag: at most 200 letters, digits, "-", "_", ".", not beginning with "."; and no name that
     * the partial file or the lock of another etag has.
     */
    static boolean isSafeToken(String name) {
        return TOKEN.matcher(name).matches()
                && !name.contains("..")
                && !name.endsWith(".")
                && !APPENDED.matcher(name).matches();
    }

    static boolean isSha256(String text) {
        return SHA256.matcher(text).matches();
    }
}
