package vtp.loader.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a request that failed is made again, and after which pause: doubled from one failure to the next.
 *
 * @param attempts how many failures in a row, without a byte gained in between, are too many
 * @param firstPause the pause after the first failure
 * @param longestPause no pause is longer, and a server that asks for a longer one is not waited for
 */
record Retries(int attempts, Duration firstPause, Duration longestPause) {

    /** The hub counts requests in windows of five minutes, so that is how long a Retry-After may be. */
    static final Retries DEFAULT = new Retries(5, Duration.ofSeconds(1), Duration.ofMinutes(5));

    /** One try of something. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws HubException, InterruptedException;
    }

    /** Tries until it succeeds, fails for good, or has failed too often. */
    <T> T run(String file, PullListener listener, Attempt<T> attempt) throws HubException, InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return attempt.run();
            } catch (HubException e) {
                pause(file, listener, e, failures);
            }
        }
    }

    /** Waits before the next try, or throws the failure if there is to be none. */
    void pause(String file, PullListener listener, HubException failure, int failures)
            throws HubException, InterruptedException {
        Duration pause = pauseAfter(failures, failure.retryAfter());
        if (!failure.isPassing() || failures >= attempts || pause.compareTo(longestPause) > 0) {
            throw failure;
        }
        listener.retrying(file, failure.getMessage(), pause);
        Thread.sleep(pause);
    }

    private Duration pauseAfter(int failures, @Nullable Duration retryAfter) {
        if (retryAfter != null) {
            return retryAfter;
        }
        Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 30));
        return pause.compareTo(longestPause) > 0 ? longestPause : pause;
    }
}
