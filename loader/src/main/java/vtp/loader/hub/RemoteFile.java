package vtp.loader.hub;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A file as the hub describes it.
 *
 * @param name in the repository
 * @param address where the hub serves it, or redirects to it
 * @param commit that the revision stands at
 * @param etag the name of its blob in the cache
 * @param size in bytes, or {@link PullListener#UNKNOWN}
 * @param sha256 that it must have; {@code null} if nobody told
 */
record RemoteFile(
        String name,
        URI address,
        String commit,
        String etag,
        long size,
        @Nullable String sha256) {

    boolean hasSize() {
        return size != PullListener.UNKNOWN;
    }
}
