package vtp.loader.hub;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What an answer that brings no file means, and what to do about it. */
final class HubErrors {

    private static final int MOST_DIGITS = 10;
    private static final long FOR_EVER_SECONDS = 9_999_999_999L;

    private HubErrors() {}

    /**
     * The error for an answer whose status is none of success.
     *
     * @param file the file asked for
     * @param hadToken whether the request carried a token
     */
    static HubException of(HubHttp.Answer answer, URI endpoint, RepoId id, String file, boolean hadToken) {
        int status = answer.status();
        String where = answer.origin() + " answered HTTP " + status + " for " + file + " of " + id;
        if (status == 407) {
            return new HubException(
                    HubException.Kind.UNAUTHORISED,
                    where + ": the proxy asks who you are; put it into the variable that names the proxy, as"
                            + " http://NAME:PASSWORD@HOST:PORT");
        }
        if (status == 429) {
            Duration retryAfter = retryAfter(answer);
            String ask = retryAfter == null ? "" : ", and asks to wait " + retryAfter.toSeconds() + " s";
            return HubException.temporary(
                    HubException.Kind.RATE_LIMITED,
                    where + ": too many requests" + ask
                            + (hadToken ? "" : "; with a token (HF_TOKEN) more are allowed"),
                    null,
                    retryAfter);
        }
        if (status == 408 || status >= 500) {
            return HubException.temporary(HubException.Kind.SERVER, where, null, retryAfter(answer));
        }
        if (!answer.fromHub()) {
            // A signed address that has expired: the hub gives a new one when it is asked again.
            return HubException.temporary(HubException.Kind.SERVER, where, null, null);
        }
        return switch (status) {
            case 401 ->
                new HubException(
                        HubException.Kind.UNAUTHORISED,
                        hadToken
                                ? where + ": the token is refused; make a new one at " + endpoint
                                        + "/settings/tokens and set HF_TOKEN to it"
                                : where
                                        + ": there is no such repository, or it is not public; if it is yours,"
                                        + " set HF_TOKEN or run: hf auth login");
            case 403 ->
                new HubException(
                        HubException.Kind.UNAUTHORISED,
                        hadToken
                                ? where + ": the token gives no access; ask for it at " + endpoint + "/"
                                        + id.repository()
                                : where + ": access must be granted first, at " + endpoint + "/" + id.repository()
                                        + "; then set HF_TOKEN or run: hf auth login");
            case 404 -> new HubException(HubException.Kind.NOT_FOUND, where + ": " + notFound(answer, id, file));
            default -> new HubException(HubException.Kind.SERVER, where);
        };
    }

    private static String notFound(HubHttp.Answer answer, RepoId id, String file) {
        return switch (answer.header("X-Error-Code").orElse("")) {
            case "RepoNotFound" -> "there is no repository " + id.repository();
            case "RevisionNotFound" -> "the repository has no revision " + id.revision();
            case "EntryNotFound" -> "the repository has no " + file;
            default -> "there is no such repository, revision or file";
        };
    }

    private static @Nullable Duration retryAfter(HubHttp.Answer answer) {
        String value = answer.header("Retry-After").orElse("").strip();
        Duration wait;
        try {
            wait = value.matches("\\d+")
                    ? Duration.ofSeconds(value.length() > MOST_DIGITS ? FOR_EVER_SECONDS : Long.parseLong(value))
                    : Duration.between(
                            Instant.now(),
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException e) {
            return null; // none, or not one we understand
        }
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
