package vtp.loader.hub;

import java.util.regex.Pattern;

/** Names that a server or an index gives and that become the names of files here. */
final class Names {

    private static final Pattern TOKEN = Pattern.compile("\\w[\\w.-]{0,254}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private Names() {}

    /** A commit hash or an etag: letters, digits, "-", "_", ".", not beginning with ".". */
    static boolean isSafeToken(String name) {
        return TOKEN.matcher(name).matches() && !name.contains("..") && !name.endsWith(".");
    }

    static boolean isSha256(String text) {
        return SHA256.matcher(text).matches();
    }
}
