package vtp.loader.hub;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model repository on the hub at a revision: {@code org/name[@revision]}.
 *
 * @param owner the user or organisation
 * @param name the repository's name
 * @param revision a branch, a tag or a commit hash
 * @since 0.1.0
 */
public record RepoId(String owner, String name, String revision) {

    /** The revision where none is named. */
    public static final String DEFAULT_REVISION = "main";

    // As huggingface_hub's validate_repo_id: letters, digits, "-", "_", "."; no "-" or "." at either end.
    private static final Pattern PART = Pattern.compile("\\w(?:[\\w.-]{0,94}\\w)?");
    // As git's check-ref-format, but without characters that a shell, a URL or a Windows path treats specially.
    private static final Pattern REVISION = Pattern.compile("[\\w.+-]+(?:/[\\w.+-]+)*");
    private static final int LONGEST_REVISION = 200;
    private static final String FOLDER_PREFIX = "models--";
    private static final String FOLDER_SEPARATOR = "--";

    /** Refuses what {@link #parse} refuses, with an {@link IllegalArgumentException}. */
    public RepoId {
        String wrong = whatIsWrong(owner, name, revision);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /**
     * Reads {@code org/name[@revision]}.
     *
     * @throws HubException of kind UNSAFE_NAME if it is none
     */
    public static RepoId parse(String text) throws HubException {
        int at = text.indexOf('@');
        String repository = at < 0 ? text : text.substring(0, at);
        String revision = at < 0 ? DEFAULT_REVISION : text.substring(at + 1);
        int slash = repository.indexOf('/');
        String wrong = slash < 0
                ? "a \"/\" is missing"
                : whatIsWrong(repository.substring(0, slash), repository.substring(slash + 1), revision);
        if (!wrong.isEmpty()) {
            throw new HubException(
                    HubException.Kind.UNSAFE_NAME,
                    "\"" + text + "\" is not a hub id of the form org/name or org/name@revision: " + wrong);
        }
        return new RepoId(repository.substring(0, slash), repository.substring(slash + 1), revision);
    }

    /** The id without its revision: {@code org/name}. */
    public String repository() {
        return owner + "/" + name;
    }

    /** The same repository at another revision. */
    public RepoId at(String otherRevision) {
        return new RepoId(owner, name, otherRevision);
    }

    /** The id as {@link #parse} reads it; the revision is left out where it is {@value #DEFAULT_REVISION}. */
    @Override
    public String toString() {
        return revision.equals(DEFAULT_REVISION) ? repository() : repository() + "@" + revision;
    }

    /** The repository's folder in the cache: {@code models--org--name}. */
    String folderName() {
        return FOLDER_PREFIX + owner + FOLDER_SEPARATOR + name;
    }

    /**
     * The repository of a folder in the cache, at its default revision; {@code null} if the folder is none of a
     * model's.
     */
    static @Nullable RepoId ofFolderName(String folder) {
        if (!folder.startsWith(FOLDER_PREFIX)) {
            return null;
        }
        String rest = folder.substring(FOLDER_PREFIX.length());
        int separator = rest.indexOf(FOLDER_SEPARATOR);
        if (separator < 0) {
            return null; // the old repositories that have no owner, such as gpt2
        }
        String owner = rest.substring(0, separator);
        String name = rest.substring(separator + FOLDER_SEPARATOR.length());
        return whatIsWrong(owner, name, DEFAULT_REVISION).isEmpty() ? new RepoId(owner, name, DEFAULT_REVISION) : null;
    }

    private static String whatIsWrong(String owner, String name, String revision) {
        for (String part : new String[] {owner, name}) {
            if (!PART.matcher(part).matches() || part.contains("--") || part.contains("..")) {
                return "\"" + part
                        + "\" must be 1 to 96 letters, digits, \"-\", \"_\" and \".\", without \"--\" or \"..\","
                        + " and begin and end with a letter, digit or \"_\"";
            }
        }
        if (name.toLowerCase(Locale.ROOT).endsWith(".git")) {
            return "\"" + name + "\" must not end with \".git\"";
        }
        if (revision.length() > LONGEST_REVISION || !REVISION.matcher(revision).matches() || hasUnsafeStep(revision)) {
            return "\"" + revision + "\" is not the name of a branch, a tag or a commit";
        }
        return "";
    }

    /** A step that means a folder above, or that Windows would shorten to another name. */
    private static boolean hasUnsafeStep(String revision) {
        for (String step : revision.split("/", -1)) {
            if (step.startsWith(".") || step.endsWith(".") || step.contains("..")) {
                return true;
            }
        }
        return false;
    }
}
