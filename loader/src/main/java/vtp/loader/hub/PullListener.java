package vtp.loader.hub;

import java.time.Duration;

/**
 * Told how a download goes, on the thread that called {@link HubClient#pull}. It is called for every few KiB, so it
 * must be quick; what it throws ends the pull.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PullListener {

    /** The size of a file that the server does not tell. */
    long UNKNOWN = -1;

    /**
     * So much of a file is here. The first call may be for more than 0, when an earlier download is resumed; the count
     * goes back to 0 where the server makes us start over. A file that was here already gets one call, with all its
     * bytes.
     *
     * @param file the file's name in the repository
     * @param doneBytes from 0 to {@code totalBytes}
     * @param totalBytes the file's size, or {@link #UNKNOWN}
     */
    void progress(String file, long doneBytes, long totalBytes);

    /** All bytes are here, and their sha256 is being computed: a second for a gigabyte or two. */
    default void verifying(String file) {}

    /**
     * A request failed and will be made again.
     *
     * @param why one line
     * @param pause how long until then
     */
    default void retrying(String file, String why, Duration pause) {}

    /** Another process is downloading this file; the pull goes on when it is done. */
    default void waiting(String file) {}
}
