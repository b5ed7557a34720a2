package vtp.server.batch;

import java.util.function.BooleanSupplier;

/**
 * How long work is wanted.
 *
 * @param deadlineNanos on the clock of {@link System#nanoTime}
 * @param gone whether whoever asked has left; asked rarely, by one thread at a time
 */
public record Ticket(long deadlineNanos, BooleanSupplier gone) {
    boolean isExpired() {
        return remainingNanos() <= 0;
    }

    /** How long is left; negative if it is over. */
    public long remainingNanos() {
        return deadlineNanos - System.nanoTime();
    }
}
