package vtp.engine.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vtp.loader.AtomicFile;
import vtp.loader.AtomicFile.Existing;

/**
 * The user's folder of files that took time to make and can be made again: whoever deletes it loses nothing else.
 *
 * <p>It is {@code VTP_CACHE}; else {@code XDG_CACHE_HOME/vtp}; else {@code ~/Library/Caches/vtp} on macOS, {@code
 * %LOCALAPPDATA%\vtp\cache} on Windows, {@code ~/.cache/vtp} elsewhere. A user without a home has none. It is made when
 * the first file is written.
 *
 * @since 0.1.0
 */
public final class UserCache {
    private static final String VARIABLE = "VTP_CACHE";

    private final @Nullable Path folder;

    private UserCache(@Nullable Path folder) {
        this.folder = folder;
    }

    /**
     * That of a user.
     *
     * @param environment the variables, as {@link System#getenv()} gives them
     */
    public static UserCache of(Map<String, String> environment) {
        return of(environment, System.getProperty("os.name", ""), System.getProperty("user.home", ""));
    }

    static UserCache of(Map<String, String> environment, String system, String userHome) {
        String named = environment.getOrDefault(VARIABLE, "");
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        String local = environment.getOrDefault("LOCALAPPDATA", "");
        String home = environment.getOrDefault("HOME", userHome);
        String os = system.toLowerCase(Locale.ROOT);
        if (!named.isEmpty()) {
            return at(named);
        }
        if (!shared.isEmpty()) {
            return at(shared, "vtp");
        }
        if (os.startsWith("windows") && !local.isEmpty()) {
            return at(local, "vtp", "cache");
        }
        if (home.isEmpty() || home.equals("?")) { // what Java says of a user without one
            return none();
        }
        return os.startsWith("mac") ? at(home, "Library", "Caches", "vtp") : at(home, ".cache", "vtp");
    }

    private static UserCache at(String first, String... more) {
        try {
            return new UserCache(Path.of(first, more).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return none();
        }
    }

    /** A cache that remembers nothing. */
    public static UserCache none() {
        return new UserCache(null);
    }

    /** Where it is; empty if there is none. It need not exist. */
    public Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    /** A file of a kind, by its name; empty if it is not there. */
    Optional<Path> find(String kind, String name) {
        return folder().map(root -> root.resolve(kind).resolve(name))
                .filter(Files::isRegularFile)
                .filter(Files::isReadable);
    }

    /** What a file consists of. */
    interface Content {
        void write(OutputStream stream) throws IOException;
    }

    /**
     * Writes a file, which appears whole or not at all, over one of the same name. Without a folder nothing is written.
     *
     * @throws IOException if the folder cannot be written; whoever only wanted to save time goes on
     */
    void write(String kind, String name, Content content) throws IOException {
        if (folder == null) {
            return;
        }
        Path parent = Files.createDirectories(folder.resolve(kind));
        try (AtomicFile file = AtomicFile.open(parent.resolve(name), Existing.REPLACE)) {
            content.write(file.stream());
            file.commit();
        }
    }
}
