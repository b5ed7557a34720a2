package vtp.server.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that computes, and what waits for it.
 *
 * <p>The model keeps all cores busy with one call, so there is one call at a time. Nothing is held back in the hope of
 * more: whatever waits when the thread is free is taken, the oldest first, together with all that is of its kind, up to
 * a full batch. So a server that has little to do answers at once, and a busy one computes in batches.
 *
 * <p>What is no longer wanted, since its time is over or its client gone, is thrown away before it is computed.
 */
public final class Lane implements AutoCloseable {
    private final int capacity;
    private final Listener listener;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Deque<Item<?, ?>> waiting = new ArrayDeque<>();
    private boolean closed;

    /** Is told of each batch. */
    public interface Listener {
        /**
         * A batch was computed.
         *
         * @param operation its name
         * @param size of all its inputs
         * @param nanos how long it took
         */
        void computed(String operation, int size, long nanos);
    }

    /** An input that waits. */
    private record Item<I, O>(Operation<I, O> operation, I input, Ticket ticket, CompletableFuture<O> result) {
        boolean joins(Item<?, ?> first) {
            return operation.equals(first.operation) && groupOf(this).equals(groupOf(first));
        }

        boolean isWanted() {
            if (result.isDone()) {
                return false;
            }
            if (ticket.gone().getAsBoolean()) {
                result.completeExceptionally(new CancellationException("the client has left"));
                return false;
            }
            if (ticket.isExpired()) {
                result.completeExceptionally(new TimeoutException("waited too long"));
                return false;
            }
            return true;
        }

        private static <I> Object groupOf(Item<I, ?> item) {
            return item.operation.group(item.input);
        }

        int size() {
            return operation.size(input);
        }
    }

    /**
     * Starts the thread.
     *
     * @param capacity how many inputs may wait
     */
    public Lane(int capacity, Listener listener) {
        this.capacity = capacity;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("vtp-server-compute").start(this::work);
    }

    /** How many inputs wait. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has inputs computed, and waits for the results.
     *
     * @return one for each input, in the same order
     * @throws QueueFullException if not all of them may wait; none is computed then
     * @throws TimeoutException if the ticket's time is over first
     * @throws CancellationException if the client left, or the lane was closed
     * @throws ExecutionException if the computation failed
     */
    public <I, O> List<O> compute(Operation<I, O> operation, List<I> inputs, Ticket ticket)
            throws QueueFullException, TimeoutException, ExecutionException, InterruptedException {
        List<Item<I, O>> items = new ArrayList<>();
        for (I input : inputs) {
            items.add(new Item<>(operation, input, ticket, new CompletableFuture<>()));
        }
        enqueue(items);
        try {
            List<O> results = new ArrayList<>();
            for (Item<I, O> item : items) {
                results.add(item.result.get(Math.max(0, ticket.remainingNanos()), TimeUnit.NANOSECONDS));
            }
            return results;
        } finally {
            items.forEach(item -> item.result.cancel(false)); // those that nobody waits for any more
        }
    }

    private void enqueue(List<? extends Item<?, ?>> items) throws QueueFullException {
        lock.lock();
        try {
            if (closed) {
                throw new CancellationException("the server stops");
            }
            if (waiting.size() + items.size() > capacity) {
                waiting.removeIf(item -> !item.isWanted());
            }
            if (waiting.size() + items.size() > capacity) {
                throw new QueueFullException(
                        waiting.size() + " inputs wait already, of at most " + capacity + ": try again later");
            }
            waiting.addAll(items);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (Batch<?, ?> batch = next(); batch != null; batch = next()) {
            batch.run(listener);
        }
    }

    /** Waits for a batch; null once the lane is closed. */
    private @Nullable Batch<?, ?> next() {
        lock.lock();
        try {
            while (true) {
                while (waiting.isEmpty() && !closed) {
                    notEmpty.awaitUninterruptibly();
                }
                if (closed) {
                    return null;
                }
                Item<?, ?> first = waiting.removeFirst();
                if (first.isWanted()) {
                    return batch(first);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private <I, O> Batch<I, O> batch(Item<I, O> first) {
        List<Item<I, O>> items = new ArrayList<>(List.of(first));
        int room = first.operation.largest() - first.size();
        for (Iterator<Item<?, ?>> others = waiting.iterator(); room > 0 && others.hasNext(); ) {
            Item<?, ?> other = others.next();
            if (other.joins(first) && other.size() <= room) {
                others.remove();
                if (other.isWanted()) {
                    room -= other.size();
                    items.add(sameKind(other));
                }
            }
        }
        return new Batch<>(first.operation, items);
    }

    @SuppressWarnings("unchecked") // it joins an item of this kind, so it has the same operation
    private static <I, O> Item<I, O> sameKind(Item<?, ?> item) {
        return (Item<I, O>) item;
    }

    /** Inputs that are computed together. */
    private record Batch<I, O>(Operation<I, O> operation, List<Item<I, O>> items) {
        void run(Listener listener) {
            long start = System.nanoTime();
            try {
                List<O> results = operation.run(items.stream().map(Item::input).toList());
                for (int i = 0; i < items.size(); i++) {
                    items.get(i).result.complete(results.get(i));
                }
            } catch (Throwable e) {
                if (items.size() > 1 && !(e instanceof OutOfMemoryError)) {
                    // One of them may be at fault: the others shall not suffer for it.
                    items.forEach(item -> new Batch<>(operation, List.of(item)).run((name, size, nanos) -> {}));
                } else {
                    items.forEach(item -> item.result.completeExceptionally(e));
                }
            }
            int size = items.stream().mapToInt(Item::size).sum();
            listener.computed(operation.name(), size, System.nanoTime() - start);
        }
    }

    /** Ends the thread after the batch that it computes; what waits is cancelled. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.forEach(item -> item.result.completeExceptionally(new CancellationException("the server stops")));
            waiting.clear();
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the thread ends by itself
        }
    }
}
