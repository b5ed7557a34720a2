package vtp.loader.hub;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vtp.loader.Json;
import vtp.loader.Quote;
import vtp.loader.hub.HubException.Kind;

/**
 * The files of one repository at one revision, as the hub serves them: {@code ENDPOINT/ORG/NAME/resolve/REVISION/FILE}.
 */
final class HubFiles implements BlobStore.Source {

    private final HubHttp http;
    private final URI endpoint;
    private final RepoId id;
    private final Map<String, String> expectedSha256;
    private final Retries retries;
    private final PullListener listener;
    /** Where the revision stood at the first answer. */
    private @Nullable String commit;

    HubFiles(
            HubHttp http,
            URI endpoint,
            RepoId id,
            Map<String, String> expectedSha256,
            Retries retries,
            PullListener listener) {
        this.http = http;
        this.endpoint = endpoint;
        this.id = id;
        this.expectedSha256 = expectedSha256;
        this.retries = retries;
        this.listener = listener;
    }

    /** What the hub says of a file; empty if the repository has none of this name. */
    Optional<RemoteFile> find(String name) throws HubException, InterruptedException {
        try {
            return Optional.of(describe(name));
        } catch (HubException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What the hub says of a file. */
    RemoteFile describe(String name) throws HubException, InterruptedException {
        return retries.run(name, listener, () -> {
            URI address = address(name);
            try (HubHttp.Answer answer = http.head(address)) {
                boolean found = answer.status() < 400;
                if (!found) {
                    throw HubErrors.of(answer, endpoint, id, name, http.hasToken());
                }
                checkCommit(answer);
                String etag = etag(answer, name);
                requireSmall(name, size(answer));
                return new RemoteFile(name, address, knownCommit(answer), etag, size(answer), sha256(name, etag));
            }
        });
    }

    @Override
    public HubHttp.Answer open(RemoteFile file, long fromByte) throws HubException, InterruptedException {
        HubHttp.Answer answer = http.get(file.address(), fromByte);
        try {
            int status = answer.status();
            if (status != 200 && !(fromByte > 0 && (status == 206 || status == 416))) {
                throw HubErrors.of(answer, endpoint, id, file.name(), http.hasToken());
            }
            if (!answer.header("Content-Encoding").orElse("identity").equalsIgnoreCase("identity")) {
                throw new HubException(
                        Kind.SERVER, answer.origin() + " compresses " + file.name() + ", which it was asked not to do");
            }
            checkCommit(answer);
            return answer;
        } catch (HubException e) {
            answer.close();
            throw e;
        }
    }

    /** All files must be of the same commit, and a branch may move between two requests. */
    private void checkCommit(HubHttp.Answer answer) throws HubException {
        String now = answer.commit();
        if (now == null || now.equals(commit)) {
            return;
        }
        if (commit != null) {
            throw new HubException(
                    Kind.SERVER,
                    id + " moved from commit " + commit + " to " + now
                            + " while it was being downloaded; pull it again");
        }
        if (!Names.isSafeToken(now)) {
            throw new HubException(
                    Kind.UNSAFE_NAME, answer.origin() + " names a commit " + Quote.of(now) + ": refused");
        }
        commit = now;
    }

    private String knownCommit(HubHttp.Answer answer) throws HubException {
        if (commit == null) {
            throw new HubException(
                    Kind.SERVER,
                    answer.origin() + " does not answer as a Hugging Face hub does (X-Repo-Commit is missing); check"
                            + " HF_ENDPOINT, and whether a proxy or a login page is in between");
        }
        return commit;
    }

    /** Only weights may be large: of a configuration that is said to be, or has no end, nothing is kept. */
    private static void requireSmall(String name, long bytes) throws HubException {
        if (isJson(name) && bytes > Json.MAX_BYTES) {
            throw new HubException(
                    Kind.INTEGRITY,
                    "the hub announces " + name + " with " + bytes + " bytes; it may have at most " + Json.MAX_BYTES);
        }
    }

    static boolean isJson(String name) {
        return name.endsWith(".json");
    }

    private static String etag(HubHttp.Answer answer, String name) throws HubException {
        String header = answer.linkedEtag() != null
                ? answer.linkedEtag()
                : answer.header("ETag").orElse("");
        String etag = header.replaceFirst("^W/", "").replaceAll("^\"|\"$", "");
        if (!Names.isSafeToken(etag)) {
            throw new HubException(
                    etag.isEmpty() ? Kind.SERVER : Kind.UNSAFE_NAME,
                    answer.origin() + " gives " + name + " the etag " + Quote.of(etag)
                            + ", which cannot be a file's name");
        }
        return etag;
    }

    private static long size(HubHttp.Answer answer) {
        String header = answer.linkedSize() != null
                ? answer.linkedSize()
                : answer.status() == 200 ? answer.header("Content-Length").orElse("") : "";
        return header.matches("\\d{1,18}") ? Long.parseLong(header) : PullListener.UNKNOWN;
    }

    private @Nullable String sha256(String name, String etag) throws HubException {
        String told = etag.toLowerCase(Locale.ROOT);
        String expected = expectedSha256.get(name);
        if (!Names.isSha256(told)) {
            return expected;
        }
        if (expected != null && !expected.equals(told)) {
            throw new HubException(
                    Kind.INTEGRITY,
                    "the hub offers another " + name + " of " + id + " than the one that was released: its sha256 is "
                            + told + ", not " + expected + "; nothing was downloaded");
        }
        return told;
    }

    private URI address(String name) {
        return URI.create(
                endpoint + "/" + id.repository() + "/resolve/" + encoded(id.revision()) + "/" + encoded(name));
    }

    /** As one step of a path, where a blank is not "+" as it is in a form. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
