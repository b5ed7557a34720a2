package vtp.server.batch;

import java.io.Serial;

/** Says that no more may wait. */
public final class QueueFullException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    QueueFullException(String message) {
        super(message);
    }
}
