package vtp.loader.hub;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vtp.loader.FileAccessException;

/**
 * What the environment variables say about the hub, read as {@code huggingface_hub} reads them. A variable that is set
 * to nothing counts as not set.
 *
 * <table>
 * <caption>Variables, the first that is set wins</caption>
 * <tr><td>cache</td><td>HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME/hub, XDG_CACHE_HOME/huggingface/hub,
 *     ~/.cache/huggingface/hub; a leading {@code ~} and {@code $NAME}, <code>${NAME}</code> are replaced</td></tr>
 * <tr><td>token</td><td>HF_TOKEN, HUGGING_FACE_HUB_TOKEN, the file HF_TOKEN_PATH, the file HF_HOME/token; none if
 *     HF_HUB_DISABLE_IMPLICIT_TOKEN</td></tr>
 * <tr><td>endpoint</td><td>HF_ENDPOINT, https://huggingface.co</td></tr>
 * <tr><td>offline</td><td>HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE: 1, on, yes or true</td></tr>
 * <tr><td>timeouts</td><td>HF_HUB_ETAG_TIMEOUT, HF_HUB_DOWNLOAD_TIMEOUT in seconds, 10</td></tr>
 * <tr><td>proxies</td><td>http_proxy, https_proxy, all_proxy, and no_proxy for exceptions, also in capitals; else
 *     those of the JVM</td></tr>
 * <tr><td>copies instead of symbolic links</td><td>HF_HUB_DISABLE_SYMLINKS</td></tr>
 * </table>
 *
 * @since 0.1.0
 */
public final class HubEnvironment {

    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
    private static final int DEFAULT_TIMEOUT_SECONDS = 10;
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})");
    /** What an HTTP header may carry; anything else would make HttpClient quote the token in its error. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private final Map<String, String> variables;
    private final String userHome;
    private final Path cache;
    private final @Nullable Path tokenFile;
    private final URI endpoint;
    private final Duration answerTimeout;
    private final Duration stallTimeout;

    private HubEnvironment(Map<String, String> variables, String userHome) throws HubException {
        this.variables = variables;
        this.userHome = userHome;
        String home = firstOf("HF_HOME").orElse(firstOf("XDG_CACHE_HOME").orElse("~/.cache") + "/huggingface");
        cache = path(firstOf("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE").orElse(home + "/hub"));
        Optional<String> namedTokenFile = firstOf("HF_TOKEN_PATH");
        // Who has no home folder has no token in it.
        tokenFile = namedTokenFile.isEmpty() && isInHome(home) && homeFolder().isEmpty()
                ? null
                : path(namedTokenFile.orElse(home + "/token"));
        endpoint = endpoint(firstOf("HF_ENDPOINT").orElse(DEFAULT_ENDPOINT));
        answerTimeout = seconds("HF_HUB_ETAG_TIMEOUT");
        stallTimeout = seconds("HF_HUB_DOWNLOAD_TIMEOUT");
    }

    /**
     * Reads the variables, once; nothing else is looked at until it is needed.
     *
     * @param variables as {@link System#getenv()} gives them
     * @throws HubException of kind ENVIRONMENT if one makes no sense, or if the cache is in the user's home folder and
     *     there is none
     */
    public static HubEnvironment of(Map<String, String> variables) throws HubException {
        return of(variables, System.getProperty("user.home", ""));
    }

    /**
     * The same for another user.
     *
     * @param userHome the home folder by the system's list of users; for a user that is not in it, Java says {@code ?}
     */
    static HubEnvironment of(Map<String, String> variables, String userHome) throws HubException {
        return new HubEnvironment(Map.copyOf(variables), userHome);
    }

    /** The folder of the shared cache; it need not exist. */
    public Path cache() {
        return cache;
    }

    /** The hub's address, without a slash at its end. */
    public URI endpoint() {
        return endpoint;
    }

    /** Whether no connection may be opened. */
    public boolean offline() {
        return isTrue(firstOf("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"));
    }

    /** How long to wait for a connection, and for the head of an answer. */
    Duration answerTimeout() {
        return answerTimeout;
    }

    /** How long a download may stand still. */
    Duration stallTimeout() {
        return stallTimeout;
    }

    boolean symbolicLinks() {
        return !isTrue(firstOf("HF_HUB_DISABLE_SYMLINKS"));
    }

    /**
     * The token to log in with, if there is one.
     *
     * @throws HubException if its file cannot be read, or if it has characters that no token has
     */
    Optional<String> token() throws HubException {
        if (isTrue(firstOf("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) {
            return Optional.empty();
        }
        Optional<String> variable = firstOf("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN");
        String text;
        try {
            text = variable.isPresent()
                    ? variable.get()
                    : tokenFile == null ? "" : Files.readString(tokenFile, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // The cause is left out: a decoder's error may quote what it read.
            String reason =
                    e instanceof CharacterCodingException ? "it is no text in UTF-8" : FileAccessException.reason(e);
            throw new HubException(HubException.Kind.DISK, "cannot read the token in " + tokenFile + ": " + reason);
        }
        String token = text.replace("\r", "").replace("\n", "").strip();
        if (token.isEmpty()) {
            return Optional.empty();
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new HubException(
                    HubException.Kind.ENVIRONMENT,
                    "the token in " + (variable.isPresent() ? "HF_TOKEN" : tokenFile)
                            + " has blanks or other characters that no token has");
        }
        return Optional.of(token);
    }

    /**
     * The proxies to go through.
     *
     * @throws HubException of kind ENVIRONMENT if one makes no sense
     */
    ProxyVariables proxies() throws HubException {
        return new ProxyVariables(variables, ProxySelector.getDefault());
    }

    private Optional<String> firstOf(String... names) {
        for (String name : names) {
            String value = variables.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static boolean isTrue(Optional<String> value) {
        return value.isPresent() && TRUE.contains(value.get().toUpperCase(Locale.ROOT));
    }

    private Duration seconds(String name) throws HubException {
        String value = firstOf(name).orElse("");
        try {
            // 0 means the default, as in huggingface_hub.
            int seconds = value.isEmpty() ? 0 : Integer.parseInt(value);
            if (seconds >= 0) {
                return Duration.ofSeconds(seconds == 0 ? DEFAULT_TIMEOUT_SECONDS : seconds);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new HubException(
                HubException.Kind.ENVIRONMENT, name + " is \"" + value + "\"; a whole number of seconds is needed");
    }

    private static URI endpoint(String text) throws HubException {
        try {
            URI uri = new URI(text.replaceAll("/+$", ""));
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        // Not quoted: it may hold a password.
        throw new HubException(
                HubException.Kind.ENVIRONMENT,
                "HF_ENDPOINT is not an address such as " + DEFAULT_ENDPOINT
                        + " (http or https, a host, no user name, no query)");
    }

    private Path path(String text) throws HubException {
        try {
            return Path.of(expanded(text)).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new HubException(
                    HubException.Kind.ENVIRONMENT,
                    "\"" + text + "\" (HF_HOME, HF_HUB_CACHE or HF_TOKEN_PATH) is no path");
        }
    }

    private static boolean isInHome(String path) {
        return path.equals("~") || path.startsWith("~/");
    }

    private Optional<String> homeFolder() {
        Optional<String> variable = firstOf("HOME", "USERPROFILE");
        return variable.isPresent()
                ? variable
                : Optional.of(userHome)
                        .filter(home -> !home.isEmpty() && Path.of(home).isAbsolute());
    }

    /** A leading {@code ~}, then the variables; one that is not set stays as it is written. */
    private String expanded(String text) throws HubException {
        String absolute = isInHome(text) ? inHome(text) : text;
        return VARIABLE.matcher(absolute).replaceAll(match -> {
            String name = match.group(1) != null ? match.group(1) : match.group(2);
            return Matcher.quoteReplacement(variables.getOrDefault(name, match.group()));
        });
    }

    private String inHome(String text) throws HubException {
        String home = homeFolder()
                .orElseThrow(() -> new HubException(
                        HubException.Kind.ENVIRONMENT,
                        "the model cache would be " + text + ", but this user has no home folder: set HF_HOME or"
                                + " HF_HUB_CACHE to a folder, or HOME"));
        return home + text.substring(1);
    }
}
