package vtp.loader.hub;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read piece by piece. Unlike the client's own stream it gives up when the server stands still,
 * and at once when the thread is interrupted.
 */
final class BodyReader implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

    /** How many pieces (of some 16 KiB each) may wait to be written. */
    private static final int AHEAD = 16;

    /** A tenth of what a modem brings. At a slower pace no download of a model ends. */
    private static final long LEAST_BYTES_PER_SECOND = 500;

    /** A piece, a failure, or neither of them: the end. */
    private record Event(
            @Nullable List<ByteBuffer> piece, @Nullable Throwable failure) {}

    private final String host;
    private final Duration stallTimeout;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    /** How long this has waited since the pace was last checked. */
    private long waitedNanos;

    /** How many bytes came in that time. */
    private long cameBytes;

    /**
     * A reader, to be subscribed to a body.
     *
     * @param host named in errors
     */
    BodyReader(String host, Duration stallTimeout) {
        this.host = host;
        this.stallTimeout = stallTimeout;
    }

    /** The next piece; {@code null} at the end. */
    @Nullable
    List<ByteBuffer> next() throws HubException, InterruptedException {
        long begin = System.nanoTime();
        Event event = events.poll(stallTimeout.toMillis(), TimeUnit.MILLISECONDS);
        waitedNanos += System.nanoTime() - begin;
        if (event == null) {
            throw broken("nothing came for " + stallTimeout.toSeconds() + " s", null);
        }
        if (event.failure() != null) {
            throw broken(HubHttp.reason(event.failure()), event.failure());
        }
        Flow.Subscription open = subscription.get();
        if (open != null) {
            open.request(1);
        }
        if (event.piece() != null) {
            cameBytes += event.piece().stream().mapToLong(ByteBuffer::remaining).sum();
            checkPace();
        }
        return event.piece();
    }

    /** A byte now and then is no better than none. */
    private void checkPace() throws HubException {
        if (waitedNanos < stallTimeout.toNanos()) {
            return;
        }
        if (cameBytes < stallTimeout.toMillis() * LEAST_BYTES_PER_SECOND / 1000) {
            throw broken("only " + cameBytes + " bytes came in " + stallTimeout.toSeconds() + " s", null);
        }
        waitedNanos = 0;
        cameBytes = 0;
    }

    private HubException broken(String reason, @Nullable Throwable cause) {
        String message = "the connection to " + host + " broke: " + reason;
        return HubException.temporary(HubException.Kind.NETWORK, message, cause, null);
    }

    @Override
    public void onSubscribe(Flow.Subscription s) {
        subscription.set(s);
        s.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
        events.add(new Event(piece, null));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Event(null, failure));
    }

    @Override
    public void onComplete() {
        events.add(new Event(null, null));
    }

    /** Lets go of the connection, wherever the body stands. */
    @Override
    public void close() {
        Flow.Subscription open = subscription.get();
        if (open != null) {
            open.cancel();
        }
    }
}
