package vtp.loader.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Downloads models into the shared cache, when asked to; nothing else in this library opens a connection.
 *
 * <p>A download that is broken off, by whatever, is resumed by the next one. Requests that fail for a passing reason (a
 * broken or slow connection, HTTP 408, 429, 5xx) are made again, five times without a byte gained, after 1, 2, 4, … s
 * or as the server asks. Proxies are those of {@code http_proxy}, {@code https_proxy} and {@code no_proxy}, else those
 * of the JVM. A client may be used by several threads; two pulls of the same model, of any processes, share the work.
 *
 * @since 0.1.0
 */
public final class HubClient {

    private final HubEnvironment environment;
    private final Retries retries;
    private final BlobStore.Opener opener;

    /** A client that goes where the environment says, and puts files into its cache. No connection is opened yet. */
    public HubClient(HubEnvironment environment) {
        this(environment, Retries.DEFAULT, BlobStore.DISK);
    }

    HubClient(HubEnvironment environment, Retries retries, BlobStore.Opener opener) {
        this.environment = environment;
        this.retries = retries;
        this.opener = opener;
    }

    /**
     * Downloads what a model needs and the cache lacks: {@code config.json}, and {@code model.safetensors} or, where
     * there is none, {@code model.safetensors.index.json} and its shards. What the cache has is checked, and replaced
     * if it is damaged.
     *
     * <p>Each file's size and, where the hub tells it or the caller expects one, its sha256 are checked before the file
     * appears. A snapshot that was not there appears with all its files at once.
     *
     * <p>When the thread is interrupted, the pull stops at once; what has been downloaded is kept for the next one, out
     * of sight.
     *
     * @param id what to download
     * @param sha256 by file name, the sha256 (64 hex digits, lower case) that it must have whatever the hub says. A
     *     file that is named here must be among those of the model
     * @param listener told how it goes
     * @return the model's snapshot, complete
     * @throws HubException if it cannot be had: the kind says why, the message what to do
     */
    public CachedSnapshot pull(RepoId id, Map<String, String> sha256, PullListener listener)
            throws HubException, InterruptedException {
        if (environment.offline()) {
            throw new HubException(
                    HubException.Kind.OFFLINE,
                    "cannot download " + id + ": HF_HUB_OFFLINE is set; unset it, or copy the model into "
                            + environment.cache());
        }
        HubCache cache = new HubCache(environment.cache());
        try (HubHttp http = new HubHttp(environment)) {
            Path folder = cache.folder(id);
            Path locks = cache.locks(id);
            HubFiles hub = new HubFiles(http, environment.endpoint(), id, sha256, retries, listener);
            BlobStore store = new BlobStore(folder.resolve(HubCache.BLOBS), locks, hub, opener, retries, listener);
            SnapshotPublisher publisher = new SnapshotPublisher(folder, locks, environment.symbolicLinks());
            return new Pull(cache, id, hub, store, publisher, listener).run(sha256.keySet());
        } catch (HubException e) {
            throw e;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted(); // told by the exception from here on
            throw (InterruptedException)
                    new InterruptedException("the download of " + id + " was stopped").initCause(e);
        } catch (IOException | UncheckedIOException e) {
            throw HubException.ofDisk(
                    "cannot write " + id + " into the model cache " + cache.root(),
                    e,
                    "; what has been downloaded is kept, so pull again when that is mended");
        }
    }
}
