package vtp.server.http;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import vtp.server.batch.Ticket;

/**
 * Reads the bodies of requests, each within a limit, all together within another: a body holds as much of the memory
 * as has arrived of it, whatever length it announces, and no longer than its request.
 */
final class Bodies {
    private static final int UNIT_BYTES = 1024;

    private final long largest;
    private final Semaphore units;

    /**
     * Bodies up to some lengths.
     *
     * @param largest bytes of one
     * @param together bytes of all that are held at a time
     */
    Bodies(long largest, long together) {
        this.largest = largest;
        this.units = new Semaphore((int) Math.min(Integer.MAX_VALUE, Math.max(largest, together) / UNIT_BYTES + 1));
    }

    /** What a request holds of the memory for bodies, until it is closed. */
    final class Share implements AutoCloseable {
        private int held;

        private void grow(long bytes) throws Refusal {
            int needed = (int) (bytes / UNIT_BYTES) + 1;
            if (!units.tryAcquire(needed - held)) {
                throw Refusal.overloaded("memory_full", "too many large requests at a time: try again later");
            }
            held = needed;
        }

        /**
         * Reads a body to its end.
         *
         * @throws Refusal if it is too long, too slow, or ends too early
         */
        byte[] read(Request request, Ticket ticket) throws Refusal, InterruptedException {
            long announced = request.getLength();
            if (announced > largest) {
                throw tooLong("the body has " + announced + " bytes");
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.clamp(announced, 0, 1 << 16));
            while (true) {
                Content.Chunk chunk = next(request, ticket);
                if (Content.Chunk.isFailure(chunk)) {
                    throw Refusal.badRequest("body_incomplete", "the body ends too early, or is no HTTP");
                }
                try {
                    int length = chunk.remaining();
                    if (bytes.size() + (long) length > largest) {
                        throw tooLong("the body goes on after " + largest + " bytes");
                    }
                    grow(bytes.size() + (long) length);
                    byte[] piece = new byte[length];
                    chunk.getByteBuffer().get(piece);
                    bytes.writeBytes(piece);
                } finally {
                    chunk.release();
                }
                if (chunk.isLast()) {
                    return bytes.toByteArray();
                }
            }
        }

        private Refusal tooLong(String found) {
            return new Refusal(413, "body_too_large", found + "; at most " + largest + " are taken");
        }

        @Override
        public void close() {
            units.release(held);
            held = 0;
        }
    }

    /** A share that is empty yet. */
    Share share() {
        return new Share();
    }

    private static Content.Chunk next(Request request, Ticket ticket) throws Refusal, InterruptedException {
        Content.Chunk chunk = request.read();
        // Jetty reports an idle connection, after a short while when the server stops, by a failure that is not the
        // last: reading may go on. What counts is the request's own time.
        while (chunk == null || Content.Chunk.isFailure(chunk, false)) {
            Semaphore arrived = new Semaphore(0);
            request.demand(arrived::release);
            if (!arrived.tryAcquire(Math.max(0, ticket.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw new Refusal(408, "body_too_slow", "the body did not arrive in time");
            }
            chunk = request.read();
        }
        return chunk;
    }

    /** Throws away what has arrived of a body, up to a length, and returns whether that was its end. */
    static boolean discardArrived(Request request, long mostBytes) {
        // Not by the request's own consumeAvailable(): after that failed, nothing more can be read.
        long left = mostBytes;
        while (left > 0) {
            Content.Chunk chunk = request.read();
            if (chunk == null || Content.Chunk.isFailure(chunk)) {
                return false;
            }
            left -= chunk.remaining();
            chunk.release();
            if (chunk.isLast()) {
                return true;
            }
        }
        return false;
    }

    /** Reads on for a moment and throws away what comes, so that a client that still sends sees the reply. */
    static void drain(Request request, Ticket ticket, long mostBytes) throws InterruptedException {
        long left = mostBytes;
        try {
            boolean last = false;
            while (!last && left > 0) {
                Content.Chunk chunk = next(request, ticket);
                last = chunk.isLast() || Content.Chunk.isFailure(chunk);
                left -= chunk.remaining();
                chunk.release();
            }
        } catch (Refusal tooSlow) {
            // Then the client does not see the reply.
        }
    }
}
