package vtp.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import vtp.loader.Sha256;

/**
 * The files of the page, read when the server starts. A path from a client is looked up among them, and never in a file
 * system.
 */
final class StaticFiles {
    private static final String INDEX = "index.html";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("json", Reply.JSON),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"));

    /** A file and what is said of it. */
    @SuppressWarnings("ArrayRecordComponent") // sent, never compared
    private record StaticFile(String type, String tag, byte[] bytes) {}

    private final Map<String, StaticFile> files = new HashMap<>();

    /**
     * Reads the files beside a resource, and below.
     *
     * @param index the URL of the folder's {@value #INDEX}
     */
    StaticFiles(URL index) throws IOException {
        URLConnection connection = index.openConnection();
        if (connection instanceof JarURLConnection jar) {
            jar.setUseCaches(false);
            readJar(jar);
        } else {
            readFolder(Path.of(uri(index)).toAbsolutePath());
        }
    }

    private static URI uri(URL index) {
        try {
            return index.toURI();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(index + " is no address of a file", e);
        }
    }

    private void readJar(JarURLConnection connection) throws IOException {
        String entry = connection.getEntryName();
        String folder = entry.substring(0, entry.length() - INDEX.length());
        try (var jar = connection.getJarFile()) {
            List<String> names = new ArrayList<>();
            jar.stream()
                    .filter(file -> !file.isDirectory() && file.getName().startsWith(folder))
                    .forEach(file -> names.add(file.getName()));
            for (String name : names) {
                try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
                    add(name.substring(folder.length()), in.readAllBytes());
                }
            }
        }
    }

    private void readFolder(Path index) throws IOException {
        Path folder = Optional.ofNullable(index.getParent()).orElseThrow();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                add(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void add(String name, byte[] bytes) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.getOrDefault(ending, "application/octet-stream");
        String tag = HexFormat.of().formatHex(Sha256.digest().digest(bytes), 0, 8);
        files.put("/" + name, new StaticFile(type, "\"" + tag + "\"", bytes));
    }

    /** Whether there is a file at a path; {@code /} is the page itself. */
    boolean has(String path) {
        return files.containsKey(name(path));
    }

    /**
     * A file, or that it has not changed.
     *
     * @param known the tags that the client knows, as {@code If-None-Match} has them; may be empty
     */
    Reply reply(String path, String known) {
        StaticFile file = files.get(name(path));
        if (file == null) {
            throw new IllegalArgumentException("no file " + path);
        }
        Map<String, String> headers = Map.of("ETag", file.tag, "Cache-Control", "no-cache");
        boolean unchanged = known.contains(file.tag) || known.equals("*");
        return unchanged
                ? new Reply(304, file.type, new byte[0], headers)
                : new Reply(200, file.type, file.bytes, headers);
    }

    private static String name(String path) {
        return path.equals("/") ? "/" + INDEX : path;
    }
}
